namespace Freeze;

/// <summary>Result of evaluating a model on data that it was not trained on.</summary>
public sealed record Evaluation
{
    /// <summary>Number of samples.</summary>
    public required int Count { get; init; }

    /// <summary>Mean loss over the samples.</summary>
    public required double Loss { get; init; }

    /// <summary>Share of samples classified correctly, 0 to 1; for binary targets, the share of single outputs; null if targets are values.</summary>
    public double? Accuracy { get; init; }

    /// <summary>Share of samples whose class is among the <see cref="K"/> largest outputs, 0 to 1; null if targets are not classes.</summary>
    public double? TopK { get; init; }

    /// <summary>Number of outputs that <see cref="TopK"/> counts: 5, or the number of classes if that is smaller.</summary>
    public int K { get; init; }

    /// <summary>Number of samples by true class (first index) and predicted class (second index); empty if targets are not classes.</summary>
    public IReadOnlyList<long[]> ConfusionMatrix { get; init; } = [];

    /// <summary>Precision, recall and F1 of each class; empty if targets are not classes.</summary>
    public IReadOnlyList<ClassScore> PerClass { get; init; } = [];

    /// <summary>Scores of binary targets; null except for BinaryCrossEntropy.</summary>
    public BinaryScore? Binary { get; init; }

    /// <summary>Errors of predicted values; null if targets are classes.</summary>
    public ValueScore? Values { get; init; }
}
