using Freeze.WeightFiles.Reading;
using Freeze.WeightFiles.Storage;

namespace Freeze;

/// <summary>A tensor in a weight file, as stored.</summary>
public sealed record CheckpointRow
{
    /// <summary>Its full dotted path from the root of the file.</summary>
    public required string Name { get; init; }

    /// <summary>The type of its elements, by PyTorch's name: float32, bfloat16, int64.</summary>
    public required string DataType { get; init; }

    /// <summary>Its sizes; empty for a single number.</summary>
    public required TensorShape Shape { get; init; }

    /// <summary>Elements.</summary>
    public required long Count { get; init; }

    /// <summary>Bytes of its elements.</summary>
    public required long Bytes { get; init; }

    /// <summary>Names of the other tensors that lie in the same storage.</summary>
    public required IReadOnlyList<string> SharedWith { get; init; }

    /// <summary>SHA-256 of its elements, row-major and little-endian, in lower-case hexadecimal; null unless asked for.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The file that holds it: for a sharded checkpoint, the shard.</summary>
    public required string File { get; init; }

    /// <summary>Describes every tensor of an open file, in file order.</summary>
    /// <param name="checkpoint">The file.</param>
    /// <param name="hash">Whether the elements are read and hashed.</param>
    /// <exception cref="FreezeException">ModelFileCorrupt, where elements are read and do not have the recorded checksum.</exception>
    internal static IEnumerable<CheckpointRow> Of(Checkpoint checkpoint, bool hash) => checkpoint.Tensors.Select(tensor => new CheckpointRow
    {
        Name = tensor.Name,
        DataType = tensor.DataType.TorchName(),
        Shape = new TensorShape(tensor.Shape),
        Count = tensor.Count,
        Bytes = tensor.Bytes,
        SharedWith = [.. tensor.SharedWith],
        Sha256 = hash ? tensor.Sha256() : null,
        File = tensor.File,
    });
}
