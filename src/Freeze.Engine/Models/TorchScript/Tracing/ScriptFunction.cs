namespace Freeze.Models.TorchScript.Tracing;

/// <summary>Function or method in the source text of a TorchScript archive.</summary>
/// <param name="Parameters">Names in order, self included, with their defaults; null where one has to be given.</param>
/// <param name="Body">Its statements.</param>
internal sealed record ScriptFunction(IReadOnlyList<(string Name, ScriptExpression? Default)> Parameters, IReadOnlyList<ScriptStatement> Body);
