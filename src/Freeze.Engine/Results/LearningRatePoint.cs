namespace Freeze;

/// <summary>One step of a sweep over learning rates.</summary>
/// <param name="LearningRate">The rate of the sweep's leading group; the others keep their ratio to it.</param>
/// <param name="Loss">The batch's loss before the step.</param>
/// <param name="SmoothedLoss">A running mean of the losses so far.</param>
public sealed record LearningRatePoint(double LearningRate, double Loss, double SmoothedLoss);
