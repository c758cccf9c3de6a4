using Freeze.Networks;

namespace Freeze;

/// <summary>An architecture as users see it.</summary>
/// <param name="Name">torchvision's name.</param>
/// <param name="Family">The paper's family.</param>
/// <param name="ParameterCount">Elements of all parameters, for the published number of classes.</param>
/// <param name="InputSize">Height and width of the images it was published for.</param>
/// <param name="HeadName">The classifier's dotted name.</param>
/// <param name="Stages">What runs one after the other, from the input on.</param>
public sealed record ArchitectureRow(string Name, string Family, long ParameterCount, int InputSize, string HeadName, IReadOnlyList<string> Stages)
{
    internal static ArchitectureRow Of(Architecture architecture) => new(
        architecture.Name, architecture.Family, architecture.ParameterCount, architecture.InputSize, architecture.HeadName, architecture.StageNames);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
