namespace Freeze;

/// <summary>One step of a learning-rate sweep.</summary>
/// <param name="LearningRate">Learning rate of the leading group; the other groups keep their ratio to it.</param>
/// <param name="Loss">Loss of the batch before the step.</param>
/// <param name="SmoothedLoss">Running mean of the losses so far.</param>
public sealed record LearningRatePoint(double LearningRate, double Loss, double SmoothedLoss);
