namespace Freeze.Commands;

/// <summary>Completes the value Gradual of -UnfreezeSchedule.</summary>
public sealed class UnfreezeCompleter : FixedCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Value, string ToolTip)> Values =>
        [("Gradual", "one stage per epoch, from the head down")];
}
