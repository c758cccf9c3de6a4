namespace Freeze.Commands;

/// <summary>Completes devices.</summary>
public sealed class DeviceCompleter : FixedCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Value, string ToolTip)> Values =>
        [("cpu", "the processor"), ("cuda", "the first NVIDIA GPU"), ("cuda:0", "an NVIDIA GPU by number"), ("mps", "the GPU of an Apple computer")];
}
