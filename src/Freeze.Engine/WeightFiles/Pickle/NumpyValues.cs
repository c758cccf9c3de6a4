using System.Buffers.Binary;
using System.Text;
using Freeze.WeightFiles.Reading;
using Freeze.WeightFiles.Storage;

namespace Freeze.WeightFiles.Pickle;

/// <summary>Numpy's types, numbers and arrays, which training scripts leave in checkpoints beside their tensors.</summary>
/// <param name="cursor">For messages.</param>
/// <param name="budget">Pays for copies.</param>
internal sealed class NumpyValues(PickleCursor cursor, ReadingBudget budget)
{
    /// <summary>numpy.dtype('f8', align, copy).</summary>
    public NumpyType Type(CheckpointList arguments)
    {
        budget.Charge(64);
        return arguments.Count > 0 && arguments[0] is string code ? new NumpyType(code) : throw cursor.Corrupt("makes a numpy type of something that is no text");
    }

    /// <summary>scalar(dtype, bytes): a whole number, a fraction or a truth value.</summary>
    public object Scalar(CheckpointList arguments)
    {
        if (arguments.Count != 2 || arguments[0] is not NumpyType type)
            throw cursor.Corrupt("makes a numpy number without its type");
        budget.Charge(64);
        const int longest = 16;
        if (arguments[1] is byte[] { Length: > longest } or string { Length: > longest })
            throw cursor.Corrupt("has a numpy number of more bytes than any has");
        var bytes = Bytes(arguments[1]).ToArray();
        if (type.IsBigEndian)
            Array.Reverse(bytes);
        return (type.Code, bytes.Length) switch
        {
            ("b1", 1) => bytes[0] != 0,
            ("i1", 1) => (long)(sbyte)bytes[0],
            ("u1", 1) => (long)bytes[0],
            ("i2", 2) => (long)BinaryPrimitives.ReadInt16LittleEndian(bytes),
            ("u2", 2) => (long)BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            ("i4", 4) => (long)BinaryPrimitives.ReadInt32LittleEndian(bytes),
            ("u4", 4) => (long)BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            ("i8", 8) => BinaryPrimitives.ReadInt64LittleEndian(bytes),
            ("u8", 8) => (System.Numerics.BigInteger)BinaryPrimitives.ReadUInt64LittleEndian(bytes),
            ("f2", 2) => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes),
            ("f4", 4) => (double)BinaryPrimitives.ReadSingleLittleEndian(bytes),
            ("f8", 8) => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
            _ => throw cursor.Corrupt($"has a numpy number of type '{WeightFileError.Quote(type.Code)}' and {bytes.Length} bytes"),
        };
    }

    /// <summary>The state of a type: (version, byte order, ...).</summary>
    public NumpyType SetState(NumpyType type, object? state)
    {
        if (state is not CheckpointList { Count: >= 2 } parts || parts[1] is not string order)
            throw cursor.Corrupt("gives a numpy type a state that is none");
        type.IsBigEndian = order == ">";
        return type;
    }

    /// <summary>The state of an array: (version, shape, type, column-major, bytes).</summary>
    public CheckpointArray SetState(CheckpointArray array, object? state)
    {
        if (state is not CheckpointList { Count: 5 } parts || parts[2] is not NumpyType type)
            throw cursor.Corrupt("gives a numpy array a state that is none");
        return Fill(array, parts[4], type, parts[1], parts[3] is true);
    }

    /// <summary>_frombuffer(bytes, dtype, shape, order).</summary>
    public CheckpointArray FromBuffer(CheckpointList arguments)
    {
        if (arguments.Count != 4 || arguments[1] is not NumpyType type)
            throw cursor.Corrupt("makes a numpy array without its type");
        return Fill(new CheckpointArray(), arguments[0], type, arguments[2], arguments[3] is "F");
    }

    private CheckpointArray Fill(CheckpointArray array, object? content, NumpyType type, object? shape, bool columnMajor)
    {
        if (shape is not CheckpointList sizes || sizes.Any(size => size is not long) || sizes.Count > TensorGeometry.MostDimensions)
            throw cursor.Corrupt("has a numpy array with a shape that is none");
        var bytes = Bytes(content);
        budget.Charge(100);
        array.Shape = [.. sizes.Select(size => (long)size!)];
        if (!TensorGeometry.TryCount(array.Shape, out var count) || (type.Size is { } size && (count > bytes.Length || count * size != bytes.Length)))
            throw cursor.Corrupt($"has a numpy array of shape [{string.Join(", ", array.Shape)}] with {bytes.Length} bytes");
        (array.DataType, array.IsColumnMajor, array.Bytes) = ((type.IsBigEndian ? ">" : "") + type.Code, columnMajor, bytes);
        return array;
    }

    // Python 2 wrote bytes as text, one character each.
    private byte[] Bytes(object? value)
    {
        switch (value)
        {
            case byte[] bytes:
                return bytes;
            case string text:
                budget.ChargeContent(text.Length);
                return text.AsSpan().ContainsAnyExceptInRange('\0', '\u00ff') ? throw cursor.Corrupt("has numpy data that is no bytes") : Encoding.Latin1.GetBytes(text);
            case CheckpointList:
                throw WeightFileError.Unsafe(cursor.FilePath, "holds a numpy array of Python objects.");
            default:
                throw cursor.Corrupt("has numpy data that is no bytes");
        }
    }
}
