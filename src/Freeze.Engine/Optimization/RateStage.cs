namespace Freeze.Optimization;

/// <summary>One stage of a model, for learning rates that change from stage to stage.</summary>
/// <param name="Name">What the stage is called, such as <c>layer3</c>.</param>
/// <param name="Parameters">The full names of its parameters.</param>
public sealed record RateStage(string Name, IReadOnlyList<string> Parameters);
