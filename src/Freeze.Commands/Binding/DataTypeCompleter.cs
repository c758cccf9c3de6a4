namespace Freeze.Commands;

/// <summary>Completes data types of parameters.</summary>
public sealed class DataTypeCompleter : FixedCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Value, string ToolTip)> Values =>
        [("float32", "the default"), ("float64", "for comparisons"), ("bfloat16", "half the memory, three digits"), ("float16", "for GPUs")];
}
