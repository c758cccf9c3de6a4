namespace Freeze.Models.TorchScript.Tracing;

/// <summary>Expression in the source text of a TorchScript archive.</summary>
internal abstract record ScriptExpression
{
    /// <summary>Number, text, True, False or None; whole numbers are long, fractions double.</summary>
    /// <param name="Value">The .NET value.</param>
    public sealed record Constant(object? Value) : ScriptExpression;

    /// <summary>Variable, or the first part of a dotted path.</summary>
    public sealed record Name(string Text) : ScriptExpression;

    /// <summary>Attribute of a value, or the next part of a dotted path.</summary>
    public sealed record Attribute(ScriptExpression Target, string Text) : ScriptExpression;

    /// <summary>Call of a function or method.</summary>
    public sealed record Call(ScriptExpression Target, IReadOnlyList<ScriptExpression> Arguments, IReadOnlyDictionary<string, ScriptExpression> Keywords) : ScriptExpression;

    /// <summary>Element of a list or tuple; also a generic type's arguments.</summary>
    public sealed record Index(ScriptExpression Target, ScriptExpression At) : ScriptExpression;

    /// <summary>List or tuple.</summary>
    public sealed record Sequence(IReadOnlyList<ScriptExpression> Items) : ScriptExpression;

    /// <summary>Dotted path from a name, such as torch.nn.functional.relu; null for other expressions.</summary>
    public string? Path => this switch
    {
        Name name => name.Text,
        Attribute { Target.Path: { } target } attribute => $"{target}.{attribute.Text}",
        _ => null,
    };
}
