namespace Freeze.Commands;

/// <summary>Completes the references of a parameter report.</summary>
public sealed class SinceCompleter : FixedCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Value, string ToolTip)> Values =>
        [("Import", "the values at the import"), ("Freeze", "the values at the moment of freezing; frozen rows only")];
}
