using Freeze.Tensors;

namespace Freeze.Optimization;

/// <summary>A parameter's full dotted name and shape: all that a group plan needs to know of it.</summary>
/// <param name="Name">The name, such as <c>layer1.0.conv1.weight</c>.</param>
/// <param name="Shape">Its size in each dimension.</param>
public sealed record ParameterShape(string Name, IReadOnlyList<long> Shape)
{
    /// <summary>Its number of elements.</summary>
    public long Count => ElementCount.Of(Shape);
}
