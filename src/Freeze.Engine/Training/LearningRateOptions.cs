namespace Freeze.Training;

/// <summary>How a sweep over learning rates goes.</summary>
public sealed record LearningRateOptions
{
    /// <summary>The first rate of the leading group.</summary>
    public double Minimum { get; init; } = 1e-7;

    /// <summary>The last rate of the leading group, where the loss lets it come so far.</summary>
    public double Maximum { get; init; } = 10;

    /// <summary>Steps from one to the other, each a batch.</summary>
    public int Steps { get; init; } = 100;

    /// <summary>Samples, order, loss and seed of the training that the rates are for.</summary>
    public FineTuneOptions Training { get; init; } = new();
}
