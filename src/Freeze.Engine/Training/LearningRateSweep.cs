namespace Freeze;

/// <summary>How the loss went while learning rates rose from nearly none to too much, and what that suggests.</summary>
public sealed record LearningRateSweep
{
    /// <summary>The group that the rates are those of: the trainable one with the greatest rate.</summary>
    public required string Group { get; init; }

    /// <summary>The steps, in the order taken; they end early where the loss runs away.</summary>
    public required IReadOnlyList<LearningRatePoint> Points { get; init; }

    /// <summary>The rate in the middle of the longest fall of the loss; null where it never falls.</summary>
    public double? Valley { get; init; }

    /// <summary>The rate at which the loss falls fastest; null where it never falls.</summary>
    public double? Steepest { get; init; }

    /// <summary>The rate to begin with: <see cref="Valley"/>, the more careful of the two.</summary>
    public double? Suggestion => Valley;

    /// <summary>What every group's rate would be multiplied by to bring the leading one to the suggestion.</summary>
    public double? Multiplier { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Suggestion is { } rate ? FormattableString.Invariant($"{rate:G3} for {Group}") : "no suggestion: the loss never fell";
}
