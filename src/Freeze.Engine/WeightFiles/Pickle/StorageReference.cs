using Freeze.WeightFiles.Storage;

namespace Freeze.WeightFiles.Pickle;

/// <summary>A storage as a pickle refers to it.</summary>
/// <param name="Storage">The bytes.</param>
/// <param name="Type">Element type by the storage's class; null where the class has none.</param>
/// <param name="Count">Elements (bytes where there is no type) that may be used.</param>
/// <param name="First">Number of the first of them in the storage.</param>
internal sealed record StorageReference(TensorStorage Storage, ElementType? Type, long Count, long First)
{
    /// <inheritdoc/>
    public override string ToString() => $"storage of {Count} {Type?.TorchName() ?? "bytes"}";
}
