namespace Freeze;

/// <summary>How a model does on data it was not trained on.</summary>
public sealed record Evaluation
{
    /// <summary>Samples.</summary>
    public required int Count { get; init; }

    /// <summary>Mean loss over the samples.</summary>
    public required double Loss { get; init; }

    /// <summary>Share classified right, 0 to 1; of yes-or-no targets, the share of single outputs; null where targets are values.</summary>
    public double? Accuracy { get; init; }

    /// <summary>Share whose class is among the <see cref="K"/> largest outputs, 0 to 1; null where targets are not classes.</summary>
    public double? TopK { get; init; }

    /// <summary>The K of <see cref="TopK"/>: 5, or the number of classes where that is smaller.</summary>
    public int K { get; init; }

    /// <summary>Samples by true class (first index) and predicted class (second); empty where targets are not classes.</summary>
    public IReadOnlyList<long[]> ConfusionMatrix { get; init; } = [];

    /// <summary>Precision, recall and F1 of each class; empty where targets are not classes.</summary>
    public IReadOnlyList<ClassScore> PerClass { get; init; } = [];

    /// <summary>How yes-or-no targets are met; null but for BinaryCrossEntropy.</summary>
    public BinaryScore? Binary { get; init; }

    /// <summary>How near outputs come to target values; null where targets are classes.</summary>
    public ValueScore? Values { get; init; }
}
