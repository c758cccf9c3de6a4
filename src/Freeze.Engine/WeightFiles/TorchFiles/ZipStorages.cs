using Freeze.WeightFiles.Pickle;
using Freeze.WeightFiles.Reading;
using Freeze.WeightFiles.Storage;
using Freeze.WeightFiles.Zip;

namespace Freeze.WeightFiles.TorchFiles;

/// <summary>Storages of a zip archive: one record each.</summary>
/// <param name="file">The archive.</param>
/// <param name="directory">Its table.</param>
/// <param name="folder">Where the records lie: <c>archive/data/</c>.</param>
/// <param name="bigEndian">Whether the archive was written by a machine of the other byte order.</param>
/// <param name="budget">Pays for each storage.</param>
internal sealed class ZipStorages(WeightFile file, ZipDirectory directory, string folder, bool bigEndian, ReadingBudget budget) : IStorageSource
{
    private readonly Dictionary<string, TensorStorage> _known = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public TensorStorage Find(string key, int elementSize, long count)
    {
        budget.Work(key.Length);
        if (!_known.TryGetValue(key, out var storage))
        {
            budget.Charge(200);
            storage = Open(key, count == 0);
            _known.Add(key, storage);
        }

        return count <= storage.ByteLength / elementSize
            ? storage
            : throw WeightFileError.Corrupt(file.Path, $"storage '{WeightFileError.Quote(key)}' should have {count} elements of {elementSize} bytes, and its record has {storage.ByteLength} bytes.");
    }

    private TensorStorage Open(string key, bool mayBeMissing)
    {
        var id = _known.Count;
        if (directory.Find(folder + key) is not { } record)
        {
            return mayBeMissing
                ? new FileStorage(id, file, 0, 0)
                : throw WeightFileError.Corrupt(file.Path, $"there is no record '{WeightFileError.Quote(folder + key)}', whose bytes a tensor needs.");
        }

        if (!record.IsDeflated)
            return new FileStorage(id, file, record.DataOffset, record.Size, record.Checksum) { BigEndian = bigEndian };
        return new InflatedStorage(id, file, record) { BigEndian = bigEndian };
    }
}
