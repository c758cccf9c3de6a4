namespace Freeze.Optimization;

/// <summary>How large the gradients of a group are.</summary>
/// <param name="Group">The group's name.</param>
/// <param name="Norm">The 2-norm over all its gradients together; 0 where there are none.</param>
public sealed record GroupGradient(string Group, double Norm);
