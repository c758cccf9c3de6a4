namespace Freeze;

/// <summary>Errors of predicted values, over all samples and outputs together.</summary>
/// <param name="MeanAbsoluteError">Mean absolute error, in the unit of the targets.</param>
/// <param name="MeanSquaredError">Mean squared error, in the squared unit of the targets.</param>
/// <param name="R2">Coefficient of determination: 1 is perfect, 0 is as good as always predicting the mean; NaN if all targets are the same.</param>
public sealed record ValueScore(double MeanAbsoluteError, double MeanSquaredError, double R2);
