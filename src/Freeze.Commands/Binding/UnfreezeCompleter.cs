namespace Freeze.Commands;

/// <summary>Completes the word that -UnfreezeSchedule takes.</summary>
public sealed class UnfreezeCompleter : FixedCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Value, string ToolTip)> Values =>
        [("Gradual", "one stage an epoch, from the head down")];
}
