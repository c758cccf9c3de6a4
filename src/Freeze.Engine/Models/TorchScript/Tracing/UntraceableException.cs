namespace Freeze.Models.TorchScript.Tracing;

/// <summary>Thrown where code does something that a trace cannot follow; never reaches a user, whose module then runs whole.</summary>
/// <param name="reason">Clause that says what, such as "it branches on its data".</param>
internal sealed class UntraceableException(string reason) : Exception(reason);
