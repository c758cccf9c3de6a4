namespace Freeze.Optimization;

/// <summary>One group of a plan: which parameters, by which algorithm, with which options.</summary>
/// <param name="Name">The group's name, unique in the plan.</param>
/// <param name="Algorithm">Its algorithm.</param>
/// <param name="Options">Every option in force, the effective learning rate included.</param>
/// <param name="Parameters">The full names of its parameters, in the model's order.</param>
public sealed record PlannedGroup(string Name, OptimizerAlgorithm Algorithm, OptionSet Options, IReadOnlyList<string> Parameters);
