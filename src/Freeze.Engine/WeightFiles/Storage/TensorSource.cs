using Freeze.WeightFiles.Reading;

namespace Freeze.WeightFiles.Storage;

/// <summary>A tensor to be written to a file, wherever its bytes come from.</summary>
/// <param name="name">Its name in the file.</param>
/// <param name="dataType">Type of its elements.</param>
/// <param name="shape">Its sizes.</param>
/// <param name="write">Writes its elements, row-major and little-endian; called once, when their turn comes.</param>
public sealed class TensorSource(string name, ElementType dataType, long[] shape, Action<Stream> write)
{
    /// <summary>Its name in the file.</summary>
    public string Name { get; } = name;

    /// <summary>Type of its elements.</summary>
    public ElementType DataType { get; } = dataType;

    /// <summary>Its sizes.</summary>
    public IReadOnlyList<long> Shape { get; } = shape;

    /// <summary>Number of bytes.</summary>
    public long Bytes { get; } = shape.Aggregate((long)dataType.ByteSize(), (product, size) => checked(product * size));

    /// <summary>Sources with equal keys, types and sizes in bytes hold the same memory: formats that can share write it once. Null: not shared.</summary>
    public object? SharedKey { get; init; }

    /// <summary>A tensor of an open checkpoint.</summary>
    public static TensorSource From(TensorEntry tensor, string? name = null) =>
        new(name ?? tensor.Name, tensor.DataType, tensor.Shape, tensor.CopyTo) { SharedKey = tensor.IsWhole ? (tensor.File, tensor.StorageId, tensor.StorageOffset) : null };

    /// <summary>Bytes in memory.</summary>
    public static TensorSource From(string name, ElementType dataType, long[] shape, ReadOnlyMemory<byte> bytes) =>
        new(name, dataType, shape, stream => stream.Write(bytes.Span));

    internal void WriteTo(Stream stream)
    {
        var start = stream.Position;
        write(stream);
        if (stream.Position - start != Bytes)
            throw new InvalidOperationException($"Tensor '{Name}' of {Bytes} bytes wrote {stream.Position - start}.");
    }
}
