namespace Freeze.WeightFiles.Zip;

/// <summary>One file in a zip archive.</summary>
/// <param name="Name">Its path in the archive, with forward slashes.</param>
/// <param name="IsDeflated">Whether its bytes are compressed; otherwise they lie in the archive as they are.</param>
/// <param name="Checksum">CRC-32 of the uncompressed bytes; null where the writer was told to leave it out.</param>
/// <param name="CompressedSize">Bytes in the archive.</param>
/// <param name="Size">Bytes when uncompressed.</param>
/// <param name="DataOffset">Where its bytes start in the archive.</param>
internal sealed record ZipRecord(string Name, bool IsDeflated, uint? Checksum, long CompressedSize, long Size, long DataOffset);
