namespace Freeze;

/// <summary>How near outputs come to target values, over all samples and outputs together.</summary>
/// <param name="MeanAbsoluteError">The mean distance, in the targets' unit.</param>
/// <param name="MeanSquaredError">The mean of its square.</param>
/// <param name="R2">The coefficient of determination: 1 is perfect, 0 as good as always saying the mean; not a number where all targets are the same.</param>
public sealed record ValueScore(double MeanAbsoluteError, double MeanSquaredError, double R2);
