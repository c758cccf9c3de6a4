namespace Freeze.Build.Help;

/// <summary>What the help of one command says.</summary>
/// <param name="Verb">Such as Set.</param>
/// <param name="Noun">Such as LayerFreeze.</param>
/// <param name="Synopsis">One sentence.</param>
/// <param name="Description">Paragraphs.</param>
/// <param name="ParameterSets">Names, the default set first; one empty name where the command has no sets.</param>
/// <param name="Parameters">In declaration order, inherited ones last.</param>
/// <param name="Outputs">What the command emits.</param>
/// <param name="Examples">In order.</param>
/// <param name="Links">Related commands and pages.</param>
internal sealed record CommandHelp(
    string Verb,
    string Noun,
    string Synopsis,
    IReadOnlyList<string> Description,
    IReadOnlyList<string> ParameterSets,
    IReadOnlyList<ParameterHelp> Parameters,
    IReadOnlyList<TypeHelp> Outputs,
    IReadOnlyList<ExampleHelp> Examples,
    IReadOnlyList<LinkHelp> Links)
{
    public string Name => $"{Verb}-{Noun}";
}

/// <summary>A parameter.</summary>
/// <param name="Name">Without the dash.</param>
/// <param name="Description">Paragraphs.</param>
/// <param name="Type">The type of its value.</param>
/// <param name="Aliases">Other names.</param>
/// <param name="Values">What may be given, where that is a fixed list.</param>
/// <param name="DefaultValue">As text; empty where it is unknown or nothing.</param>
/// <param name="AcceptsWildcards">Wildcards mean something in its value.</param>
/// <param name="IsSwitch">It takes no value.</param>
/// <param name="Sets">How it takes part in parameter sets; the empty name stands for all of them.</param>
internal sealed record ParameterHelp(
    string Name,
    IReadOnlyList<string> Description,
    TypeHelp Type,
    IReadOnlyList<string> Aliases,
    IReadOnlyList<string> Values,
    string DefaultValue,
    bool AcceptsWildcards,
    bool IsSwitch,
    IReadOnlyDictionary<string, ParameterUse> Sets)
{
    /// <summary>How the parameter is used in a set; null where it is no part of it.</summary>
    public ParameterUse? In(string set) => Sets.GetValueOrDefault(set) ?? Sets.GetValueOrDefault("");
}

/// <summary>A parameter's part in a parameter set.</summary>
/// <param name="IsMandatory">It must be given.</param>
/// <param name="Position">From 0; null for a named parameter.</param>
/// <param name="ByValue">It takes objects from the pipeline.</param>
/// <param name="ByPropertyName">It takes properties of objects from the pipeline.</param>
internal sealed record ParameterUse(bool IsMandatory, int? Position, bool ByValue, bool ByPropertyName);

/// <summary>A type as help shows it.</summary>
/// <param name="Name">Short, as PowerShell writes it: string[], TorchModel.</param>
/// <param name="FullName">With its namespace.</param>
/// <param name="Description">Paragraphs, from the type's own documentation.</param>
internal sealed record TypeHelp(string Name, string FullName, IReadOnlyList<string> Description);

/// <summary>An example.</summary>
internal sealed record ExampleHelp(string Title, string Code, IReadOnlyList<string> Remarks);

/// <summary>A related command (no address) or page.</summary>
internal sealed record LinkHelp(string Text, string Address);
