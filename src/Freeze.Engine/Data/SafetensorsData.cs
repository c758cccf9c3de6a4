using System.Runtime.InteropServices;
using Freeze.Checkpoints;

namespace Freeze.Data;

/// <summary>Reads data from a .safetensors file: tensors named inputs or images, and labels.</summary>
internal static class SafetensorsData
{
    /// <exception cref="FreezeException">DatasetInvalid or LabelOutOfRange, with what is missing or does not fit.</exception>
    public static RawSamples Read(string path)
    {
        using var file = Checkpoint.Open(path);
        var inputs = Find(file, "inputs") ?? Find(file, "images")
            ?? throw Invalid(path, $"it has no tensor named inputs or images, but {string.Join(", ", file.Tensors.Take(5).Select(tensor => tensor.Name))}.");
        if (inputs.Shape.Length < 2 || inputs.Bytes > Array.MaxLength)
            throw Invalid(path, $"{inputs.Name} is {new TensorShape(inputs.Shape)}: samples lie along the first dimension of at least two, and all take at most 2 GB.");
        var labels = Find(file, "labels");
        if (labels is not null && (labels.Shape.Length == 0 || labels.Shape[0] != inputs.Shape[0]))
            throw Invalid(path, $"labels is {new TensorShape(labels.Shape)} for {inputs.Shape[0]} samples.");
        // Images without a channel dimension are grey.
        var shape = inputs.Shape.Length == 3 ? new TensorShape([1, inputs.Shape[1], inputs.Shape[2]]) : new TensorShape(inputs.Shape.Skip(1));
        var classes = labels is { Shape.Length: 1 } && !IsFloat(labels.DataType) ? Integers(path, labels) : null;
        var targets = labels is not null && classes is null ? Floats(path, labels) : null;
        return inputs.DataType == ElementType.UInt8
            ? new RawSamples(Bytes(inputs), null, shape, classes, targets)
            : new RawSamples(null, Floats(path, inputs), shape, classes, targets);
    }

    private static TensorEntry? Find(Checkpoint file, string name) => file.Tensors.FirstOrDefault(tensor => tensor.Name == name);

    private static bool IsFloat(ElementType type) => type is ElementType.Float32 or ElementType.Float64 or ElementType.Float16 or ElementType.BFloat16;

    private static byte[] Bytes(TensorEntry tensor)
    {
        var bytes = new byte[tensor.Bytes];
        tensor.CopyTo(bytes);
        return bytes;
    }

    private static int[] Integers(string path, TensorEntry tensor) => tensor.DataType switch
    {
        ElementType.UInt8 => Array.ConvertAll(Bytes(tensor), value => (int)value),
        ElementType.Int32 => MemoryMarshal.Cast<byte, int>(Bytes(tensor)).ToArray(),
        ElementType.Int64 => Array.ConvertAll(MemoryMarshal.Cast<byte, long>(Bytes(tensor)).ToArray(), value => ToLabel(path, value)),
        _ => throw Invalid(path, $"{tensor.Name} is {tensor.DataType.TorchName()}; class numbers are uint8, int32 or int64."),
    };

    private static int ToLabel(string path, long value) => value is >= int.MinValue and <= int.MaxValue ? (int)value
        : throw new FreezeException(ErrorCode.LabelOutOfRange, path, $"{path} has the label {value}, which is no class number.", "Number the classes 0, 1, 2, ...");

    private static float[] Floats(string path, TensorEntry tensor) => tensor.DataType switch
    {
        ElementType.Float32 => MemoryMarshal.Cast<byte, float>(Bytes(tensor)).ToArray(),
        ElementType.Float64 => Array.ConvertAll(MemoryMarshal.Cast<byte, double>(Bytes(tensor)).ToArray(), value => (float)value),
        ElementType.Float16 => Array.ConvertAll(MemoryMarshal.Cast<byte, Half>(Bytes(tensor)).ToArray(), value => (float)value),
        ElementType.BFloat16 => Array.ConvertAll(MemoryMarshal.Cast<byte, ushort>(Bytes(tensor)).ToArray(), value => BitConverter.UInt32BitsToSingle((uint)value << 16)),
        _ => throw Invalid(path, $"{tensor.Name} is {tensor.DataType.TorchName()}; data is uint8 or floating point."),
    };

    private static FreezeException Invalid(string path, string why) =>
        new(ErrorCode.DatasetInvalid, path, $"{path} cannot be used: {why}", "Save inputs (N x C x H x W, or N x features) and labels (N class numbers) into one file.");
}
