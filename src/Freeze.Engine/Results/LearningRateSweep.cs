namespace Freeze;

/// <summary>Loss under rising learning rates, and the rates that it suggests.</summary>
public sealed record LearningRateSweep
{
    /// <summary>Leading group, whose rates the sweep reports: the trainable group with the highest rate.</summary>
    public required string Group { get; init; }

    /// <summary>Steps of the sweep, in order; they end early if the loss diverges.</summary>
    public required IReadOnlyList<LearningRatePoint> Points { get; init; }

    /// <summary>Learning rate in the middle of the longest fall of the loss; null if the loss never falls.</summary>
    public double? Valley { get; init; }

    /// <summary>Learning rate at which the loss falls fastest; null if it never falls.</summary>
    public double? Steepest { get; init; }

    /// <summary>Suggested learning rate to start with: <see cref="Valley"/>, the more careful of the two.</summary>
    public double? Suggestion => Valley;

    /// <summary>Factor on every group's rate that brings the leading one to the suggestion; null without a suggestion.</summary>
    public double? Multiplier { get; init; }

    /// <summary>Suggested learning rate of each group: its base rate when the sweep began, times <see cref="Multiplier"/>; empty without a
    /// suggestion.</summary>
    public NamedValues LearningRates { get; init; } = [];

    /// <summary>Optimizer that the sweep was made with.</summary>
    internal GroupedOptimizer? Optimizer { get; init; }

    /// <summary>Makes the suggested rates the base rates of the optimizer's groups. Doing it twice changes nothing.</summary>
    /// <returns>The optimizer.</returns>
    /// <exception cref="FreezeException">OptionInvalid: there is no suggestion.</exception>
    internal GroupedOptimizer Apply()
    {
        if (Suggestion is null || Optimizer is not { } optimizer)
        {
            throw new FreezeException(ErrorCode.OptionInvalid, "LearningRate",
                $"The loss never fell in the {Points.Count} steps of the sweep, so that there are no learning rates to train with.",
                "Sweep again with a lower -MinimumRate or more -Steps, or give Start-FineTune the optimizer, with rates of your own.");
        }

        foreach (var group in optimizer.Groups.Where(group => LearningRates.ContainsKey(group.Name)))
            group.LearningRate = LearningRates[group.Name];
        return optimizer;
    }

    /// <inheritdoc/>
    public override string ToString() => Suggestion is { } rate ? FormattableString.Invariant($"{rate:G3} for {Group}") : "no suggestion: the loss never fell";
}
