using Freeze.WeightFiles.Reading;

namespace Freeze.Models.TorchScript.Tracing;

/// <summary>Knowledge about a value while code is followed without running it.</summary>
internal abstract record ScriptValue
{
    /// <summary>Constant: number, text, bool or None.</summary>
    public sealed record Known(object? Value) : ScriptValue;

    /// <summary>Tensor with a row for each sample, each of which depends on that sample alone.</summary>
    /// <param name="Slot">Number of the step's result; 0 for the input.</param>
    /// <param name="Rank">Number of dimensions, the samples' included; null where unknown.</param>
    public sealed record Rows(int Slot, int? Rank) : ScriptValue;

    /// <summary>Tensor that depends on no sample: a parameter, a buffer, or computed from these.</summary>
    /// <param name="Shape">Its shape; null where unknown.</param>
    public sealed record Fixed(IReadOnlyList<long>? Shape) : ScriptValue;

    /// <summary>List or tuple.</summary>
    public sealed record Sequence(IReadOnlyList<ScriptValue> Items) : ScriptValue;

    /// <summary>Module.</summary>
    /// <param name="Path">Dotted name; empty for the root.</param>
    /// <param name="Attributes">What the archive says of it.</param>
    public sealed record Module(string Path, CheckpointDictionary Attributes) : ScriptValue;

    /// <summary>Function by its full name.</summary>
    public sealed record Function(string Path) : ScriptValue;

    /// <summary>Shape of a tensor of samples.</summary>
    public sealed record Size(int? Rank) : ScriptValue;

    /// <summary>Number of samples in the batch.</summary>
    public sealed record BatchSize : ScriptValue;

    /// <summary>Number that is the same for every batch of such samples, but is not known.</summary>
    public sealed record Extent : ScriptValue;

    /// <summary>Anything that may differ from batch to batch.</summary>
    /// <param name="Reason">Clause that says why.</param>
    public sealed record Vague(string Reason) : ScriptValue;
}
