using Freeze.WeightFiles.Safetensors;
using Freeze.WeightFiles.TorchFiles;
using Freeze.WeightFiles.Zip;

namespace Freeze.WeightFiles.Reading;

/// <summary>Tells formats apart by content and hands over to the reader of each.</summary>
internal static class CheckpointReader
{
    /// <param name="file">The file.</param>
    /// <param name="indexBudget">The budget of the index that names it; null where it stands alone and may be an index itself.</param>
    public static CheckpointContent Read(WeightFile file, ReadingBudget? indexBudget)
    {
        var budget = indexBudget ?? new ReadingBudget(file);
        indexBudget?.Grow(file);
        var start = file.Read(0, (int)Math.Min(file.Length, 512));
        // First, since the length of its header may look like the start of anything else.
        if (SafetensorsReader.Accepts(file))
            return SafetensorsReader.Read(file, budget);
        if (ZipDirectory.Accepts(start))
            return TorchZipReader.Read(file, budget);
        if (TorchLegacyReader.Accepts(start))
            return TorchLegacyReader.Read(file, budget);
        if (ShardIndexReader.Accepts(file, start))
            return indexBudget is null ? ShardIndexReader.Read(file, budget) : throw WeightFileError.Unsafe(file.Path, "is an index of shards where a shard should be.", "Give the index of the checkpoint's own weight files.");
        if (FileSignature.Describe(start) is { } name)
            throw WeightFileError.Unknown(file.Path, $"is {name}.");
        if (SafetensorsReader.IsNamed(file))
            throw SafetensorsReader.Explain(file);
        TorchLegacyReader.RefuseUnsafe(file, budget);
        throw WeightFileError.Unknown(file.Path, "is none of the formats that Freeze reads.");
    }
}
