namespace Freeze.Optimization;

/// <summary>What a group plan is made from.</summary>
public sealed record GroupPlanRequest
{
    /// <summary>Every parameter of the model, frozen ones too, in the model's order.</summary>
    public required IReadOnlyList<ParameterShape> Parameters { get; init; }

    /// <summary>Further names of parameters that have several, and the one under which each is listed.</summary>
    public IReadOnlyDictionary<string, string> Aliases { get; init; } = new Dictionary<string, string>();

    /// <summary>The optimizer's algorithm, for every group that names no other.</summary>
    public OptimizerAlgorithm Algorithm { get; init; } = OptimizerAlgorithm.SGD;

    /// <summary>The optimizer's settings, for what a group does not state.</summary>
    public OptimizerSettings Settings { get; init; } = OptimizerSettings.None;

    /// <summary>The groups that the user states.</summary>
    public IReadOnlyList<GroupSpecification> Rules { get; init; } = [];

    /// <summary>What becomes of parameters that no rule names.</summary>
    public Remainder Remainder { get; init; }

    /// <summary>Multiplies the rate of each stage by this to the power of its distance from the last stage.</summary>
    public double? LayerDecay { get; init; }

    /// <summary>The least factor that <see cref="LayerDecay"/> comes to.</summary>
    public double MinimumScale { get; init; }

    /// <summary>The rates of the first and the last stage; those between are spaced geometrically.</summary>
    public (double Low, double High)? LearningRateRange { get; init; }

    /// <summary>The model's stages in the order they run, the head last; needed for the three above. What is in none counts to the first.</summary>
    public IReadOnlyList<RateStage> Stages { get; init; } = [];

    /// <summary>Where weight decay is 0: <c>bias</c>, <c>norm</c>, or layer patterns.</summary>
    public IReadOnlyList<string> NoDecay { get; init; } = [];

    /// <summary>The parameters of normalisation layers, which <c>norm</c> means; without it, those of one dimension.</summary>
    public IReadOnlySet<string>? NormalizationParameters { get; init; }

    /// <summary>The strength of decay toward the weights as imported (L2-SP).</summary>
    public double AnchorDecay { get; init; }
}
