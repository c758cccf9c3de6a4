using Freeze.Training.Metrics;

namespace Freeze.Commands;

/// <summary>Completes metrics, with what each measures.</summary>
public sealed class MetricCompleter : FixedCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Value, string ToolTip)> Values => MetricCatalog.All.Select(metric => (metric.Name, metric.Description));
}
