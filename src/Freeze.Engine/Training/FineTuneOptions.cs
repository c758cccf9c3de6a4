using Freeze.Freezing;

namespace Freeze.Training;

/// <summary>How a fine-tuning run goes.</summary>
public sealed record FineTuneOptions : RunOptions
{
    /// <summary>What training makes small.</summary>
    public LossKind Loss { get; init; } = LossKind.CrossEntropy;

    /// <summary>Share of the target spread over all classes, 0 to 1.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>A weight for each class; null for equal ones.</summary>
    public IReadOnlyList<double>? ClassWeight { get; init; }

    /// <summary>Metrics of the validation data that the records carry, by name.</summary>
    public IReadOnlyList<string> Metrics { get; init; } = [];

    /// <summary>Epochs in a row without a better one after which the run ends; the model then holds the best epoch's weights. Null to run on.</summary>
    public int? Patience { get; init; }

    /// <summary>In how many epochs, from the first on, only the head trains.</summary>
    public int FreezeEpochs { get; init; }

    /// <summary>What becomes trainable in later epochs; null for nothing.</summary>
    internal UnfreezeStages? Unfreeze { get; init; }

    /// <summary>Lets the frozen beginning run apart from the rest; false gives the run that this is compared with in tests.</summary>
    internal bool RunsApart { get; init; } = true;

    /// <summary>Where the output of frozen layers is kept.</summary>
    public FeatureCacheMode FeatureCache { get; init; } = FeatureCacheMode.Auto;

    /// <summary>Bytes of memory that kept output may take; null for a quarter of what is free.</summary>
    public long? FeatureCacheLimit { get; init; }

    /// <summary>How many augmented views of each sample there are, taken in turn; 0 for new ones in every epoch.</summary>
    public int CacheViews { get; init; }
}
