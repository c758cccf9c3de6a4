namespace Freeze.Models.TorchScript.Tracing;

/// <summary>Statement in the source text of a TorchScript archive.</summary>
internal abstract record ScriptStatement
{
    /// <summary>Assignment to one variable, or of a tuple's parts to several.</summary>
    public sealed record Assign(IReadOnlyList<string> Targets, bool Unpacks, ScriptExpression Value) : ScriptStatement;

    /// <summary>Expression that is evaluated for what it does.</summary>
    public sealed record Evaluate(ScriptExpression Value) : ScriptStatement;

    /// <summary>End of the function.</summary>
    public sealed record Return(ScriptExpression Value) : ScriptStatement;

    /// <summary>Branch.</summary>
    public sealed record If(ScriptExpression Condition, IReadOnlyList<ScriptStatement> Then, IReadOnlyList<ScriptStatement> Otherwise) : ScriptStatement;

    /// <summary>Statement that no trace can follow: a loop, an assignment to an attribute.</summary>
    public sealed record Opaque(string Reason) : ScriptStatement;
}
