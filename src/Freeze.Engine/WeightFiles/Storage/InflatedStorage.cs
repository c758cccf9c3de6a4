using Freeze.WeightFiles.Reading;
using Freeze.WeightFiles.Zip;

namespace Freeze.WeightFiles.Storage;

/// <summary>Storage in a compressed zip record. It is unpacked when asked for.</summary>
/// <param name="id">Number within the file.</param>
/// <param name="file">The archive.</param>
/// <param name="record">The record.</param>
internal sealed class InflatedStorage(int id, WeightFile file, ZipRecord record) : TensorStorage(id, file, record.Size)
{
    /// <inheritdoc/>
    public override bool IsPlain => false;

    /// <inheritdoc/>
    protected override MemoryBlock Load() => ZipContent.Inflate(Source, record);
}
