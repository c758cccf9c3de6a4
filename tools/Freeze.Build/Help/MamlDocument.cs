using System.Globalization;
using System.Xml.Linq;

namespace Freeze.Build.Help;

/// <summary>Help as MAML, the XML that Get-Help reads.</summary>
internal static class MamlDocument
{
    private static readonly XNamespace s_maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace s_command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace s_dev = "http://schemas.microsoft.com/maml/dev/2004/10";
    private static readonly XNamespace s_root = "http://msh";

    /// <summary>The document for some commands.</summary>
    public static XDocument Create(IEnumerable<CommandHelp> commands) => new(
        new XElement(s_root + "helpItems", new XAttribute("schema", "maml"), commands.Select(Command)));

    private static XElement Command(CommandHelp command) => new(s_command + "command",
        new XAttribute(XNamespace.Xmlns + "maml", s_maml),
        new XAttribute(XNamespace.Xmlns + "command", s_command),
        new XAttribute(XNamespace.Xmlns + "dev", s_dev),
        new XElement(s_command + "details",
            new XElement(s_command + "name", command.Name),
            new XElement(s_command + "verb", command.Verb),
            new XElement(s_command + "noun", command.Noun),
            Description([command.Synopsis])),
        Description(command.Description),
        new XElement(s_command + "syntax", command.ParameterSets.Select(set => SyntaxItem(command, set))),
        new XElement(s_command + "parameters", command.Parameters.Select(parameter => Parameter(parameter, Overall(parameter, command)))),
        new XElement(s_command + "inputTypes", Inputs(command).Select(input => new XElement(s_command + "inputType", TypeOf(input.Type), Description(input.Description)))),
        new XElement(s_command + "returnValues", command.Outputs.Select(output => new XElement(s_command + "returnValue", TypeOf(output), Description(output.Description)))),
        new XElement(s_command + "examples", command.Examples.Select(Example)),
        new XElement(s_command + "relatedLinks", command.Links.Select(link =>
            new XElement(s_maml + "navigationLink", new XElement(s_maml + "linkText", link.Text), new XElement(s_maml + "uri", link.Address)))));

    // Positional parameters by position, then the mandatory ones, then the rest as declared.
    private static XElement SyntaxItem(CommandHelp command, string set) => new(s_command + "syntaxItem",
        new XElement(s_maml + "name", command.Name),
        command.Parameters.Select(parameter => (parameter, use: parameter.In(set)))
            .Where(pair => pair.use is not null)
            .OrderBy(pair => pair.use!.Position ?? int.MaxValue)
            .ThenByDescending(pair => pair.use!.IsMandatory)
            .Select(pair => Parameter(pair.parameter, pair.use!)));

    // Outside of a set: mandatory is what no set lets be left out, and any way into it counts.
    private static ParameterUse Overall(ParameterHelp parameter, CommandHelp command)
    {
        var uses = command.ParameterSets.Select(parameter.In).OfType<ParameterUse>().DefaultIfEmpty(new ParameterUse(false, null, false, false)).ToList();
        return new ParameterUse(uses.All(use => use.IsMandatory), uses.Min(use => use.Position), uses.Any(use => use.ByValue), uses.Any(use => use.ByPropertyName));
    }

    private static XElement Parameter(ParameterHelp parameter, ParameterUse use)
    {
        var repeats = parameter.Type.Name.EndsWith("[]", StringComparison.Ordinal);
        return new XElement(s_command + "parameter",
            new XAttribute("required", Flag(use.IsMandatory)),
            new XAttribute("variableLength", Flag(repeats)),
            new XAttribute("globbing", Flag(parameter.AcceptsWildcards)),
            new XAttribute("pipelineInput", PipelineInput(use)),
            new XAttribute("position", use.Position?.ToString(CultureInfo.InvariantCulture) ?? "named"),
            new XAttribute("aliases", parameter.Aliases.Count == 0 ? "none" : string.Join(", ", parameter.Aliases)),
            new XElement(s_maml + "name", parameter.Name),
            Description(parameter.Description),
            parameter.Values.Count == 0 ? null : new XElement(s_command + "parameterValueGroup", parameter.Values.Select(value => Value(value, required: false, repeats))),
            parameter.IsSwitch ? null : Value(parameter.Type.Name, required: true, repeats),
            TypeOf(parameter.Type),
            new XElement(s_dev + "defaultValue", parameter.DefaultValue.Length == 0 ? "None" : parameter.DefaultValue));
    }

    private static XElement Value(string text, bool required, bool repeats) =>
        new(s_command + "parameterValue", new XAttribute("required", Flag(required)), new XAttribute("variableLength", Flag(repeats)), text);

    private static IEnumerable<ParameterHelp> Inputs(CommandHelp command) =>
        command.Parameters.Where(parameter => parameter.Sets.Values.Any(use => use.ByValue)).DistinctBy(parameter => parameter.Type.FullName);

    private static XElement Example(ExampleHelp example, int index) => new(s_command + "example",
        new XElement(s_maml + "title", $"---------- Example {index + 1}: {example.Title} ----------"),
        new XElement(s_dev + "code", example.Code),
        // The empty paragraph parts the remarks from the next example's title.
        new XElement(s_dev + "remarks", Paragraphs([.. example.Remarks, ""])));

    private static XElement TypeOf(TypeHelp type) => new(s_dev + "type", new XElement(s_maml + "name", type.FullName), new XElement(s_maml + "uri"));

    private static XElement Description(IReadOnlyList<string> paragraphs) => new(s_maml + "description", Paragraphs(paragraphs));

    private static IEnumerable<XElement> Paragraphs(IEnumerable<string> paragraphs) => paragraphs.Select(text => new XElement(s_maml + "para", text));

    private static string PipelineInput(ParameterUse use) => (use.ByValue, use.ByPropertyName) switch
    {
        (true, true) => "True (ByValue, ByPropertyName)",
        (true, false) => "True (ByValue)",
        (false, true) => "True (ByPropertyName)",
        _ => "False",
    };

    private static string Flag(bool value) => value ? "true" : "false";
}
