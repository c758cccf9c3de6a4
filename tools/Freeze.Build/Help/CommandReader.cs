using System.Reflection;
using System.Xml.Linq;

namespace Freeze.Build.Help;

/// <summary>Reads the cmdlets of an assembly: attributes from its metadata, text from its documentation.</summary>
internal static class CommandReader
{
    private const string Namespace = "System.Management.Automation.";

    /// <summary>The cmdlets, by name.</summary>
    public static IReadOnlyList<CommandHelp> Read(Assembly assembly, Documentation documentation) =>
        assembly.GetTypes().Where(type => NameOf(type) is not null).OrderBy(NameOf, StringComparer.Ordinal)
            .Select(type => ReadCommand(type, documentation)).ToList();

    /// <summary>A cmdlet's name; null for any other type.</summary>
    public static string? NameOf(Type type) =>
        !type.IsAbstract && Attributes(type, "CmdletAttribute").FirstOrDefault() is { } cmdlet
            ? $"{cmdlet.ConstructorArguments[0].Value}-{cmdlet.ConstructorArguments[1].Value}"
            : null;

    private static CommandHelp ReadCommand(Type type, Documentation documentation)
    {
        var cmdlet = Attributes(type, "CmdletAttribute").First();
        var text = documentation.Of(type);
        var parameters = Properties(type).Select(property => ParameterReader.Read(property, documentation)).OfType<ParameterHelp>().ToList();
        if (Named(cmdlet, "SupportsShouldProcess") is true)
            parameters.AddRange(ParameterReader.ShouldProcess);
        return new CommandHelp(
            (string)cmdlet.ConstructorArguments[0].Value!,
            (string)cmdlet.ConstructorArguments[1].Value!,
            documentation.Line(text?.Element("summary")),
            documentation.Paragraphs(text?.Element("remarks")),
            ParameterSets(parameters, Named(cmdlet, "DefaultParameterSetName") as string),
            parameters,
            Outputs(type, documentation),
            (text?.Elements("example") ?? []).Select(example => ReadExample(example, documentation)).ToList(),
            (text?.Elements("seealso") ?? []).Select(link => ReadLink(link, documentation)).ToList());
    }

    // Properties of base classes too; what a class hides or overrides counts once, as the most derived one.
    private static IEnumerable<PropertyInfo> Properties(Type type)
    {
        var seen = new HashSet<string>();
        for (Type? level = type; level is not null; level = level.BaseType)
        {
            foreach (var property in level.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            {
                if (Attributes(property, "ParameterAttribute").Any() && seen.Add(property.Name))
                    yield return property;
            }
        }
    }

    private static List<string> ParameterSets(IEnumerable<ParameterHelp> parameters, string? defaultSet)
    {
        var sets = parameters.SelectMany(parameter => parameter.Sets.Keys).Where(set => set.Length > 0).Distinct().ToList();
        if (sets.Count == 0)
            return [""];
        if (defaultSet is not null)
        {
            sets.Remove(defaultSet);
            sets.Insert(0, defaultSet);
        }

        return sets;
    }

    // A type that is named for several parameter sets is shown once.
    private static List<TypeHelp> Outputs(Type type, Documentation documentation) =>
        Attributes(type, "OutputTypeAttribute")
            .SelectMany(attribute => attribute.ConstructorArguments.SelectMany(Flatten))
            .Select(value => value switch
            {
                Type output => TypeReader.Read(output, documentation),
                _ => new TypeHelp((string)value!, (string)value!, []),
            })
            .DistinctBy(output => output.FullName).ToList();

    private static ExampleHelp ReadExample(XElement example, Documentation documentation) =>
        new(documentation.Line(example.Element("summary")),
            string.Join('\n', example.Elements("code").Select(DocumentationText.Code)),
            example.Elements("para").SelectMany(documentation.Paragraphs).ToList());

    private static LinkHelp ReadLink(XElement link, Documentation documentation)
    {
        var address = link.Attribute("href")?.Value ?? "";
        var text = link.Value.Trim();
        if (text.Length == 0)
            text = link.Attribute("cref")?.Value is { } cref ? documentation.LinkText(cref) : address;
        return new LinkHelp(text, address);
    }

    /// <summary>The attributes of a PowerShell type on a member.</summary>
    internal static IEnumerable<CustomAttributeData> Attributes(MemberInfo member, string name) =>
        member.GetCustomAttributesData().Where(attribute => attribute.AttributeType.FullName == Namespace + name);

    /// <summary>A named argument of an attribute; null where it was not given.</summary>
    internal static object? Named(CustomAttributeData attribute, string name) =>
        attribute.NamedArguments.FirstOrDefault(argument => argument.MemberName == name).TypedValue.Value;

    /// <summary>The values of an attribute's argument, which may be an array.</summary>
    internal static IEnumerable<object?> Flatten(CustomAttributeTypedArgument argument) =>
        argument.Value is IReadOnlyCollection<CustomAttributeTypedArgument> items ? items.SelectMany(Flatten) : [argument.Value];
}
