namespace Freeze.Training.Metrics;

/// <summary>A metric: its name and how it follows from an evaluation.</summary>
/// <param name="Name">Its name, as -Metric takes it.</param>
/// <param name="Description">What it is, for tab completion.</param>
/// <param name="Targets">The kinds of targets that it is for.</param>
/// <param name="Compute">Its value; not a number where there were no samples.</param>
internal sealed record MetricDefinition(string Name, string Description, TargetKinds Targets, Func<Evaluation, double> Compute);
