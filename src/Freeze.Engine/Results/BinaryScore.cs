namespace Freeze;

/// <summary>How yes-or-no targets are met, over all samples and outputs together; an output above 0 (a probability above one half) says yes.</summary>
/// <param name="Accuracy">The share that is right, 0 to 1.</param>
/// <param name="Precision">Of those called yes, the share that are, 0 to 1; 0 where none was.</param>
/// <param name="Recall">Of those that are, the share called yes, 0 to 1; 0 where there are none.</param>
/// <param name="F1">The harmonic mean of the two.</param>
public sealed record BinaryScore(double Accuracy, double Precision, double Recall, double F1);
