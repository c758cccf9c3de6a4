using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Freeze.Build.Help;

/// <summary>The XML documentation of the commands' assembly and of those it refers to, as plain text.</summary>
internal sealed partial class Documentation
{
    private readonly Dictionary<string, Dictionary<string, XElement>> _files = [];
    private readonly Dictionary<string, string> _commandNames;

    /// <summary>Reads the documentation file beside an assembly.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public Documentation(Assembly commands)
    {
        var file = Path.ChangeExtension(commands.Location, ".xml");
        if (!File.Exists(file))
            throw new InvalidDataException($"{file} is missing; the commands' project writes it with GenerateDocumentationFile");
        _commandNames = commands.GetTypes().Select(type => (type, name: CommandReader.NameOf(type))).Where(pair => pair.name is not null)
            .ToDictionary(pair => "T:" + pair.type.FullName, pair => pair.name!);
    }

    /// <summary>The documentation of a type; null where it has none.</summary>
    public XElement? Of(Type type) => Find(type.Assembly, "T:" + IdOf(type)) is { } element
        ? Inherited(element, () => type.BaseType is { } parent ? Of(parent) : null)
        : null;

    /// <summary>The documentation of a property; null where it has none.</summary>
    public XElement? Of(PropertyInfo property) => Find(property.DeclaringType!.Assembly, $"P:{IdOf(property.DeclaringType)}.{property.Name}") is { } element
        ? Inherited(element, () => Above(property) is { } above ? Of(above) : null)
        : null;

    /// <summary>The documentation of an enum's value; null where it has none.</summary>
    public XElement? Of(FieldInfo field) => Find(field.DeclaringType!.Assembly, $"F:{IdOf(field.DeclaringType)}.{field.Name}");

    /// <summary>The text of an element, a string for each paragraph; list items are lines of their own.</summary>
    public IReadOnlyList<string> Paragraphs(XElement? element)
    {
        if (element is null)
            return [];
        var text = new DocumentationText(LinkText);
        text.Append(element);
        return text.Paragraphs;
    }

    /// <summary>The text of an element as one line.</summary>
    public string Line(XElement? element) => string.Join(' ', Paragraphs(element));

    /// <summary>What a reference to a type or member is called in help: a command by its name, a parameter with its dash.</summary>
    public string LinkText(string cref)
    {
        if (_commandNames.TryGetValue(cref, out var command))
            return command;
        var name = Signature().Replace(cref, "");
        var dot = name.LastIndexOf('.');
        var last = GenericMark().Replace(name[(dot + 1)..], "");
        return cref.StartsWith("P:", StringComparison.Ordinal) && _commandNames.ContainsKey("T:" + name[2..dot]) ? "-" + last : last;
    }

    private static string IdOf(Type type) => (type.IsConstructedGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Replace('+', '.');

    private static PropertyInfo? Above(PropertyInfo property)
    {
        for (var type = property.DeclaringType!.BaseType; type is not null; type = type.BaseType)
        {
            if (type.GetProperty(property.Name, BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly) is { } above)
                return above;
        }

        return null;
    }

    // <inheritdoc/> takes the documentation of what the member overrides, <inheritdoc cref=.../> that of another.
    private XElement? Inherited(XElement element, Func<XElement?> above)
    {
        if (element.Element("inheritdoc") is not { } inheritdoc)
            return element;
        var cref = inheritdoc.Attribute("cref")?.Value;
        return cref is null ? above() : _files.Values.Select(members => members.GetValueOrDefault(cref)).FirstOrDefault(found => found is not null);
    }

    private XElement? Find(Assembly assembly, string id) => Members(assembly).GetValueOrDefault(id);

    private Dictionary<string, XElement> Members(Assembly assembly)
    {
        var file = Path.ChangeExtension(assembly.Location, ".xml");
        if (!_files.TryGetValue(file, out var members))
        {
            // The framework's own documentation says nothing that the help of a command needs.
            var wanted = assembly.GetName().Name!.StartsWith("Freeze", StringComparison.Ordinal) && File.Exists(file);
            _files[file] = members = wanted
                ? XDocument.Load(file, LoadOptions.PreserveWhitespace).Descendants("member").ToDictionary(member => member.Attribute("name")!.Value)
                : [];
        }

        return members;
    }

    [GeneratedRegex(@"\(.*$")]
    private static partial Regex Signature();

    [GeneratedRegex(@"`+\d+$")]
    private static partial Regex GenericMark();
}
