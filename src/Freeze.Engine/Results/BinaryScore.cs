namespace Freeze;

/// <summary>Scores of binary targets, over all samples and outputs together; an output above 0 (a probability above one half) predicts yes.</summary>
/// <param name="Accuracy">Share of correct predictions, 0 to 1.</param>
/// <param name="Precision">Share of yes predictions that are correct, 0 to 1; 0 if there are none.</param>
/// <param name="Recall">Share of yes targets that are predicted as yes, 0 to 1; 0 if there are none.</param>
/// <param name="F1">Harmonic mean of precision and recall.</param>
public sealed record BinaryScore(double Accuracy, double Precision, double Recall, double F1);
