namespace Freeze.Models.TorchScript.Tracing;

/// <summary>Kinds of tokens.</summary>
internal enum ScriptTokenKind
{
    Name,
    Constant,
    Mark,
    Line,
    Indent,
    Outdent,
    End,
}

/// <summary>Token of source text.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Text">As written.</param>
/// <param name="Value">Value of a constant.</param>
internal readonly record struct ScriptToken(ScriptTokenKind Kind, string Text, object? Value);
