using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using Freeze.Data.Arrays;
using Freeze.WeightFiles.Reading;
using Freeze.WeightFiles.Storage;

namespace Freeze.Data;

/// <summary>Reads data from a .safetensors file: tensors named inputs or images, and labels.</summary>
internal static class SafetensorsData
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="memoryLimit">Bytes beyond which samples stay in the file.</param>
    /// <exception cref="FreezeException">DatasetInvalid or LabelOutOfRange, with what is missing or does not fit.</exception>
    public static SampleSource Read(string path, long memoryLimit)
    {
        try
        {
            DatasetFile.Open(path).Dispose();
            using var file = Checkpoint.Open(path);
            return Read(path, file, memoryLimit);
        }
        catch (FreezeException error) when (error.Code is ErrorCode.ModelFileCorrupt or ErrorCode.ModelFormatUnknown or ErrorCode.ModelFileUnsafe)
        {
            throw new FreezeException(ErrorCode.DatasetInvalid, path, error.Message, error.Cure, error);
        }
    }

    private static SampleSource Read(string path, Checkpoint file, long memoryLimit)
    {
        var inputs = Find(file, "inputs") ?? Find(file, "images")
            ?? throw Invalid(path, $"it has no tensor named inputs or images, but {string.Join(", ", file.Tensors.Take(5).Select(tensor => tensor.Name))}.");
        if (inputs.Shape.Length < 2)
            throw Invalid(path, $"{inputs.Name} is {new TensorShape(inputs.Shape)}: samples lie along the first dimension of at least two.");
        var labels = Find(file, "labels");
        if (labels is not null && (labels.Shape.Length == 0 || labels.Shape[0] != inputs.Shape[0]))
            throw Invalid(path, $"labels is {new TensorShape(labels.Shape)} for {inputs.Shape[0]} samples.");
        // Images without a channel dimension are grey.
        var shape = inputs.Shape.Length == 3 ? new TensorShape([1, inputs.Shape[1], inputs.Shape[2]]) : new TensorShape(inputs.Shape.Skip(1));
        var classes = labels is { Shape: [_] or [_, 1] } && !IsFloat(labels.DataType) ? Integers(path, labels) : null;
        var targets = labels is not null && classes is null ? Floats(path, labels) : null;
        if (inputs.Bytes > memoryLimit && DataOffset(path, inputs.Name) is { } offset && inputs.Shape[0] <= Array.MaxLength && inputs.Bytes / inputs.Shape[0] <= Array.MaxLength)
            return new FileSamples(path, offset, (int)inputs.Shape[0], shape, Format(path, inputs)) { Labels = classes, Targets = targets };
        if (inputs.Bytes > Array.MaxLength)
            throw Invalid(path, $"{inputs.Name} has more than 2 GB and does not lie in the file in one piece.");
        return MemorySamples.Of(Format(path, inputs), Bytes(inputs), shape, classes, targets);
    }

    // The file is known to be sound by now; null where it is of another kind.
    private static long? DataOffset(string path, string name)
    {
        using var file = DatasetFile.Open(path);
        var length = new byte[8];
        file.ReadExactly(length);
        var size = BinaryPrimitives.ReadInt64LittleEndian(length);
        if (size < 2 || size > 100_000_000 || file.Length < size + 8)
            return null;
        var header = new byte[size];
        file.ReadExactly(header);
        if (header[0] != '{')
            return null;
        using var json = JsonDocument.Parse(header);
        return 8 + size + json.RootElement.GetProperty(name).GetProperty("data_offsets")[0].GetInt64();
    }

    private static TensorEntry? Find(Checkpoint file, string name) => file.Tensors.FirstOrDefault(tensor => tensor.Name == name);

    private static bool IsFloat(ElementType type) => type is ElementType.Float32 or ElementType.Float64 or ElementType.Float16 or ElementType.BFloat16;

    private static byte[] Bytes(TensorEntry tensor)
    {
        var bytes = new byte[tensor.Bytes];
        tensor.CopyTo(bytes);
        return bytes;
    }

    private static int[] Integers(string path, TensorEntry tensor)
    {
        try
        {
            return new NumpyArray(Bytes(tensor), Format(path, tensor), tensor.Shape).Integers();
        }
        catch (OverflowException error)
        {
            throw new FreezeException(ErrorCode.LabelOutOfRange, path, $"{path} has a label beyond {int.MaxValue:N0}, which is no class number.", "Number the classes 0, 1, 2, ...", error);
        }
    }

    private static float[] Floats(string path, TensorEntry tensor) => Format(path, tensor).ToFloats(Bytes(tensor));

    private static NumberFormat Format(string path, TensorEntry tensor) => tensor.DataType switch
    {
        ElementType.Bool => new NumberFormat('b', 1),
        ElementType.UInt8 => new NumberFormat('u', 1),
        ElementType.UInt16 => new NumberFormat('u', 2),
        ElementType.UInt32 => new NumberFormat('u', 4),
        ElementType.UInt64 => new NumberFormat('u', 8),
        ElementType.Int8 => new NumberFormat('i', 1),
        ElementType.Int16 => new NumberFormat('i', 2),
        ElementType.Int32 => new NumberFormat('i', 4),
        ElementType.Int64 => new NumberFormat('i', 8),
        ElementType.Float32 => new NumberFormat('f', 4),
        ElementType.Float64 => new NumberFormat('f', 8),
        ElementType.Float16 => new NumberFormat('f', 2),
        ElementType.BFloat16 => new NumberFormat('g', 2),
        _ => throw Invalid(path, $"{tensor.Name} is {tensor.DataType.TorchName()}; data is whole numbers or floating point."),
    };

    private static FreezeException Invalid(string path, string why) =>
        new(ErrorCode.DatasetInvalid, path, $"{path} cannot be used: {why}", "Save inputs (N x C x H x W, or N x features) and labels (N class numbers) into one file.");
}
