using System.IO.Hashing;
using Freeze.WeightFiles.Storage;

namespace Freeze.Training.Checkpointing;

/// <summary>Hashes what is written on its way to another stream, so that no byte is looked at twice.</summary>
/// <param name="target">Takes the bytes; stays open.</param>
internal sealed class HashingStream(Stream target) : WatchedStream(target)
{
    private readonly XxHash128 _hash = new();

    /// <summary>XxHash128 of everything written so far.</summary>
    public byte[] Checksum => _hash.GetCurrentHash();

    /// <inheritdoc/>
    protected override void Watch(ReadOnlySpan<byte> bytes) => _hash.Append(bytes);
}
