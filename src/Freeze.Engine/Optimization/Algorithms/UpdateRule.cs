namespace Freeze.Optimization.Algorithms;

/// <summary>How an algorithm changes the parameters of one group: a <see cref="GradientRule"/>, or <see cref="LbfgsRule"/>, which evaluates the loss itself.</summary>
internal abstract class UpdateRule;
