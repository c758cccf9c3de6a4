namespace Freeze.Optimization;

/// <summary>Options as a user states them, for the whole optimizer or for one group; null means not stated.</summary>
public sealed record OptimizerSettings
{
    /// <summary>Nothing stated.</summary>
    public static readonly OptimizerSettings None = new();

    /// <summary>The learning rate.</summary>
    public double? LearningRate { get; init; }

    /// <summary>The momentum factor.</summary>
    public double? Momentum { get; init; }

    /// <summary>How far momentum damps the newest gradient.</summary>
    public double? Dampening { get; init; }

    /// <summary>Whether momentum looks ahead.</summary>
    public bool? Nesterov { get; init; }

    /// <summary>The weight decay factor.</summary>
    public double? WeightDecay { get; init; }

    /// <summary>The decay of the first moment.</summary>
    public double? Beta1 { get; init; }

    /// <summary>The decay of the second moment.</summary>
    public double? Beta2 { get; init; }

    /// <summary>What is added to a denominator.</summary>
    public double? Epsilon { get; init; }

    /// <summary>Further options by PyTorch's argument names, such as <c>betas</c> or <c>amsgrad</c>.</summary>
    public IReadOnlyDictionary<string, object?> Option { get; init; } = new Dictionary<string, object?>();

    /// <summary>What is stated: the key as the user knows it, the option's own name, and the value.</summary>
    internal IEnumerable<(string Key, string Option, object? Value)> Stated()
    {
        (string, string, object?)[] named =
        [
            ("LearningRate", "lr", LearningRate), ("Momentum", "momentum", Momentum), ("Dampening", "dampening", Dampening), ("Nesterov", "nesterov", Nesterov),
            ("WeightDecay", "weight_decay", WeightDecay), ("Beta1", "beta1", Beta1), ("Beta2", "beta2", Beta2), ("Epsilon", "eps", Epsilon),
        ];
        // Option goes first: where both name the same thing, the parameter of that name decides.
        foreach (var (key, value) in Option)
            yield return (key, key, value);
        foreach (var stated in named.Where(stated => stated.Item3 is not null))
            yield return stated;
    }
}
