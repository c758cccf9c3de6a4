using System.IO.Hashing;
using Freeze.WeightFiles.Reading;
using Freeze.WeightFiles.Safetensors;
using Freeze.WeightFiles.Storage;
using Freeze.WeightFiles.Writing;

namespace Freeze.Training.Checkpointing;

/// <summary>
/// A .safetensors file that proves itself: its last tensor, which the file ends with, is the checksum of all bytes before. Any reader of the format
/// can open it, and none of its bytes can change unseen.
/// </summary>
internal static class StateFile
{
    private const string ChecksumName = "checksum";
    private const int ChecksumBytes = 16;
    private const int Piece = 1 << 20;

    /// <summary>Writes a file whole or not at all; one that is there is replaced.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="tensors">What goes into it.</param>
    /// <param name="metadata">Notes beside the tensors.</param>
    /// <exception cref="FreezeException">OutputNotWritable.</exception>
    public static void Write(string path, IReadOnlyList<TensorSource> tensors, IReadOnlyDictionary<string, string> metadata) =>
        AtomicFile.Write(path, overwrite: true, file => Write(file, path, tensors, metadata));

    /// <summary>Writes the bytes of a file to a stream.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="tensors">What goes into it.</param>
    /// <param name="metadata">Notes beside the tensors.</param>
    internal static void Write(Stream stream, string path, IReadOnlyList<TensorSource> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        using var hashing = new HashingStream(stream);
        var checksum = new TensorSource(ChecksumName, ElementType.UInt8, [ChecksumBytes], target => target.Write(hashing.Checksum));
        SafetensorsWriter.Write(hashing, path, [.. tensors, checksum], metadata);
    }

    /// <summary>Proves a file and opens it.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="key">The note that every such file has.</param>
    /// <exception cref="FreezeException">ModelFileCorrupt: a byte of it is not what was written. CheckpointMismatch: another program's file. ModelFileNotFound: it cannot be opened.</exception>
    public static Checkpoint Open(string path, string key)
    {
        var checkpoint = Checkpoint.Open(path);
        try
        {
            var stored = checkpoint.Tensors.FirstOrDefault(tensor => tensor.Name == ChecksumName);
            if (stored is null && !checkpoint.Metadata.ContainsKey(key))
                throw new FreezeException(ErrorCode.CheckpointMismatch, path, $"'{path}' was not written by a training run.", "Give another -CheckpointPath, or move the file away.");
            // Before the proof nothing in the header is believed but where to look for the checksum.
            if (stored is not { DataType: ElementType.UInt8, Bytes: ChecksumBytes } || !Written(stored).AsSpan().SequenceEqual(HashOf(path)) || !checkpoint.Metadata.ContainsKey(key))
                throw WeightFileError.Corrupt(path, "its bytes do not have the checksum that they were written with.");
            return checkpoint;
        }
        catch
        {
            checkpoint.Dispose();
            throw;
        }
    }

    private static byte[] Written(TensorEntry checksum)
    {
        using var memory = new MemoryStream();
        checksum.CopyTo(memory);
        return memory.ToArray();
    }

    // Of all bytes but the last, which are the checksum itself.
    private static byte[] HashOf(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);
            var hash = new XxHash128();
            var buffer = new byte[Piece];
            for (var left = file.Length - ChecksumBytes; left > 0;)
            {
                var read = file.Read(buffer, 0, (int)Math.Min(left, buffer.Length));
                if (read == 0)
                    break;
                hash.Append(buffer.AsSpan(0, read));
                left -= read;
            }

            return hash.GetCurrentHash();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw WeightFileError.Corrupt(path, $"it cannot be read: {error.Message}", error);
        }
    }
}
