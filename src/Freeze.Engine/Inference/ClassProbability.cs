namespace Freeze;

/// <summary>A class and how probable a model finds it.</summary>
/// <param name="Label">The class's name, or its number where names are unknown.</param>
/// <param name="Probability">0 to 1.</param>
public sealed record ClassProbability(string Label, double Probability)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Label} {Probability:P1}");
}
