namespace Freeze.Models.TorchScript.Tracing;

/// <summary>Step of a module's forward pass: a call of one of its layers, or of an operator between them.</summary>
/// <param name="Layer">The layer; null for an operator.</param>
/// <param name="Call">The operator; null for a layer.</param>
/// <param name="Inputs">Results that it takes: numbers of steps from 1, 0 for the module's input.</param>
internal sealed record ScriptStep(ScriptValue.Module? Layer, OperatorCall? Call, IReadOnlyList<int> Inputs);
