using System.Globalization;
using System.Reflection;

namespace Freeze.Build.Help;

/// <summary>Reads one parameter of a cmdlet.</summary>
internal static class ParameterReader
{
    private static readonly IReadOnlyDictionary<string, ParameterUse> s_everywhere = new Dictionary<string, ParameterUse> { [""] = new(false, null, false, false) };
    private static readonly TypeHelp s_switch = new("switch", "System.Management.Automation.SwitchParameter", []);

    /// <summary>The two parameters that PowerShell gives to a command which supports ShouldProcess.</summary>
    public static IReadOnlyList<ParameterHelp> ShouldProcess { get; } =
    [
        new("WhatIf", ["Shows what the command would do, and does nothing."], s_switch, ["wi"], [], "False", false, true, s_everywhere),
        new("Confirm", ["Asks before the command does anything."], s_switch, ["cf"], [], "False", false, true, s_everywhere),
    ];

    /// <summary>Reads a property with [Parameter]; null where every one of them is hidden.</summary>
    public static ParameterHelp? Read(PropertyInfo property, Documentation documentation)
    {
        var sets = new Dictionary<string, ParameterUse>();
        foreach (var parameter in CommandReader.Attributes(property, "ParameterAttribute").Where(parameter => CommandReader.Named(parameter, "DontShow") is not true))
        {
            sets[CommandReader.Named(parameter, "ParameterSetName") as string ?? ""] = new ParameterUse(
                CommandReader.Named(parameter, "Mandatory") is true,
                CommandReader.Named(parameter, "Position") as int?,
                CommandReader.Named(parameter, "ValueFromPipeline") is true,
                CommandReader.Named(parameter, "ValueFromPipelineByPropertyName") is true);
        }

        if (sets.Count == 0)
            return null;
        var type = TypeReader.Plain(property.PropertyType);
        var isSwitch = type.FullName == s_switch.FullName;
        return new ParameterHelp(
            property.Name,
            Description(property, documentation),
            TypeReader.Read(property.PropertyType, documentation),
            Values(property, "AliasAttribute"),
            PossibleValues(property),
            isSwitch ? "False" : DefaultValue(property),
            CommandReader.Attributes(property, "SupportsWildcardsAttribute").Any(),
            isSwitch,
            sets);
    }

    // Values that have a documentation of their own are explained in a list below the description.
    private static List<string> Description(PropertyInfo property, Documentation documentation)
    {
        var text = documentation.Of(property);
        List<string> paragraphs = [.. documentation.Paragraphs(text?.Element("summary")), .. documentation.Paragraphs(text?.Element("remarks"))];
        if (TypeReader.Element(property.PropertyType) is { IsEnum: true } type)
        {
            var values = TypeReader.EnumFields(type).Select(field => (field.Name, Text: documentation.Line(documentation.Of(field)?.Element("summary"))));
            var lines = values.Where(value => value.Text.Length > 0).Select(value => $"- {value.Name}: {value.Text}").ToList();
            if (lines.Count > 0)
                paragraphs.Add(string.Join('\n', lines));
        }

        return paragraphs;
    }

    private static List<string> PossibleValues(PropertyInfo property)
    {
        var set = Values(property, "ValidateSetAttribute");
        return set.Count == 0 && TypeReader.Element(property.PropertyType) is { IsEnum: true } type ? [.. TypeReader.EnumFields(type).Select(field => field.Name)] : set;
    }

    private static List<string> Values(PropertyInfo property, string attribute) =>
        CommandReader.Attributes(property, attribute).SelectMany(found => found.ConstructorArguments.SelectMany(CommandReader.Flatten)).OfType<string>().ToList();

    private static string DefaultValue(PropertyInfo property)
    {
        var attribute = CommandReader.Attributes(property, "PSDefaultValueAttribute").FirstOrDefault();
        if (attribute is null)
            return "";
        if (CommandReader.Named(attribute, "Help") is string help)
            return help;
        var value = attribute.NamedArguments.FirstOrDefault(argument => argument.MemberName == "Value").TypedValue;
        return value.ArgumentType is { IsEnum: true } type
            ? TypeReader.EnumFields(type).First(field => Equals(field.GetRawConstantValue(), value.Value)).Name
            : Convert.ToString(value.Value, CultureInfo.InvariantCulture) ?? "";
    }
}
