using System.Buffers.Binary;
using Freeze.WeightFiles.Pickle;
using Freeze.WeightFiles.Reading;
using Freeze.WeightFiles.Storage;

namespace Freeze.WeightFiles.TorchFiles;

/// <summary>Storages of a legacy file: they follow the pickles, in the order of a list of keys, each with its count of elements in front.</summary>
/// <param name="file">The file.</param>
/// <param name="budget">Pays for each storage.</param>
internal sealed class LegacyStorages(WeightFile file, ReadingBudget budget) : IStorageSource
{
    private readonly Dictionary<string, LegacyStorage> _known = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public TensorStorage Find(string key, int elementSize, long count)
    {
        if (count > file.Length / elementSize)
            throw WeightFileError.Corrupt(file.Path, $"storage '{WeightFileError.Quote(key)}' should have {count} elements of {elementSize} bytes, and the whole file has {file.Length} bytes.");
        budget.Work(key.Length);
        if (!_known.TryGetValue(key, out var storage))
        {
            budget.Charge(200);
            storage = new LegacyStorage(_known.Count, file, elementSize, count);
            _known.Add(key, storage);
        }

        return count * elementSize <= storage.ByteLength
            ? storage
            : throw WeightFileError.Corrupt(file.Path, $"two tensors disagree about the size of storage '{WeightFileError.Quote(key)}'.");
    }

    /// <summary>Finds the place of every storage.</summary>
    /// <param name="keys">The list of keys.</param>
    /// <param name="offset">Where the first storage starts.</param>
    public void Place(CheckpointList keys, long offset)
    {
        foreach (var item in keys)
        {
            if (item is not string key || !_known.TryGetValue(key, out var storage))
                throw WeightFileError.Corrupt(file.Path, $"it lists a storage '{WeightFileError.Quote(item as string ?? "")}' that no tensor uses.");
            if (storage.IsPlaced)
                throw WeightFileError.Corrupt(file.Path, $"it lists storage '{WeightFileError.Quote(key)}' twice.");
            if (file.Length - offset < sizeof(long))
                throw WeightFileError.Corrupt(file.Path, $"it ends before storage '{WeightFileError.Quote(key)}'.");
            var count = BinaryPrimitives.ReadInt64LittleEndian(file.Read(offset, sizeof(long)));
            offset += sizeof(long);
            if (count != storage.Count)
                throw WeightFileError.Corrupt(file.Path, $"storage '{WeightFileError.Quote(key)}' should have {storage.Count} elements, and {count} are announced.");
            if (storage.ByteLength > file.Length - offset)
                throw WeightFileError.Corrupt(file.Path, $"it ends within storage '{WeightFileError.Quote(key)}': {storage.ByteLength} bytes should follow where {file.Length - offset} are left.");
            storage.Place(offset);
            offset += storage.ByteLength;
        }

        if (_known.FirstOrDefault(pair => !pair.Value.IsPlaced) is { Key: { } missing })
            throw WeightFileError.Corrupt(file.Path, $"the bytes of storage '{WeightFileError.Quote(missing)}' are not there.");
        if (offset != file.Length)
            throw WeightFileError.Corrupt(file.Path, $"{file.Length - offset} bytes follow its last storage.");
    }
}
