using Freeze.WeightFiles.Storage;

namespace Freeze.WeightFiles.Zip;

/// <summary>Passes bytes on and computes their CRC-32.</summary>
/// <param name="target">Takes the bytes; stays open.</param>
internal sealed class ChecksumStream(Stream target) : WatchedStream(target)
{
    private readonly RunningChecksum _crc = new();

    /// <summary>The CRC-32 of all bytes so far.</summary>
    public uint Value => _crc.Value;

    /// <inheritdoc/>
    protected override void Watch(ReadOnlySpan<byte> bytes) => _crc.Append(bytes);
}
