using Freeze.Checkpoints.TorchFiles;
using Freeze.Checkpoints.Zip;

namespace Freeze.Checkpoints;

/// <summary>Tells formats apart by content and hands over to the reader of each.</summary>
internal static class CheckpointReader
{
    /// <param name="file">The mapped file.</param>
    /// <param name="allowIndex">Whether it may be the index of a sharded checkpoint; a shard may not.</param>
    public static CheckpointContent Read(MappedFile file, bool allowIndex)
    {
        var start = file.Span(0, (int)Math.Min(file.Length, 512));
        // First, since the length of its header may look like the start of anything else.
        if (SafetensorsReader.Accepts(file))
            return SafetensorsReader.Read(file);
        if (ZipDirectory.Accepts(start))
            return TorchZipReader.Read(file);
        if (TorchLegacyReader.Accepts(start))
            return TorchLegacyReader.Read(file);
        if (ShardIndexReader.Accepts(file, start))
            return allowIndex ? ShardIndexReader.Read(file) : throw Refusal.Unsafe(file.Path, "is an index of shards where a shard should be.", "Give the index of the checkpoint's own weight files.");
        if (FileSignature.Describe(start) is { } name)
            throw Refusal.Unknown(file.Path, $"is {name}.");
        if (SafetensorsReader.IsNamed(file))
            throw SafetensorsReader.Explain(file);
        TorchLegacyReader.RefuseUnsafe(file);
        throw Refusal.Unknown(file.Path, "is none of the formats that Freeze reads.");
    }
}
