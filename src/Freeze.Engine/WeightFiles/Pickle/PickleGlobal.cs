using Freeze.WeightFiles.Storage;

namespace Freeze.WeightFiles.Pickle;

/// <summary>A Python class or function that a pickle may name. Nothing of Python stands behind it.</summary>
/// <param name="Module">Its module.</param>
/// <param name="Name">Its name there.</param>
/// <param name="Kind">What calling it gives.</param>
/// <param name="Type">The element type of a storage class.</param>
internal sealed record PickleGlobal(string Module, string Name, PickleGlobalKind Kind, ElementType? Type = null)
{
    /// <summary>Module and name, as Python writes them.</summary>
    public string FullName => $"{Module}.{Name}";

    /// <inheritdoc/>
    public override string ToString() => FullName;
}
