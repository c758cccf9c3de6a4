namespace Freeze.Commands;

/// <summary>Completes what a report can be compared with.</summary>
public sealed class SinceCompleter : FixedCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Value, string ToolTip)> Values =>
        [("Import", "the values as they were imported"), ("Freeze", "the values at the moment of freezing; frozen rows only")];
}
