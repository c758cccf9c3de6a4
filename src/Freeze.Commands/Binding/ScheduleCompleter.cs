using Freeze.Optimization.Schedules;

namespace Freeze.Commands;

/// <summary>Completes learning-rate schedules, with the options that each takes.</summary>
public sealed class ScheduleCompleter : FixedCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Value, string ToolTip)> Values =>
        ScheduleFactory.Names.Select(name => (name, $"options: {string.Join(", ", ScheduleFactory.OptionNames(name))}"));
}
