using static TorchSharp.torch;

namespace Freeze.Tensors;

/// <summary>PyTorch's names of TorchSharp's data types.</summary>
internal static class ElementNames
{
    private static readonly IReadOnlyDictionary<string, ScalarType> Trainable = new Dictionary<string, ScalarType>(StringComparer.OrdinalIgnoreCase)
    {
        ["float32"] = ScalarType.Float32,
        ["float64"] = ScalarType.Float64,
        ["bfloat16"] = ScalarType.BFloat16,
        ["float16"] = ScalarType.Float16,
    };

    /// <summary>Names that a model's parameters can have.</summary>
    public static IEnumerable<string> All => Trainable.Keys;

    public static string Of(ScalarType type) => type switch
    {
        ScalarType.Byte => "uint8",
        ScalarType.Int8 => "int8",
        ScalarType.Int16 => "int16",
        ScalarType.Int32 => "int32",
        ScalarType.Int64 => "int64",
        ScalarType.Float16 => "float16",
        ScalarType.Float32 => "float32",
        ScalarType.Float64 => "float64",
        ScalarType.BFloat16 => "bfloat16",
        ScalarType.Bool => "bool",
        ScalarType.ComplexFloat32 => "complex64",
        ScalarType.ComplexFloat64 => "complex128",
        _ => type.ToString().ToLowerInvariant(),
    };

    /// <exception cref="FreezeException">OptionInvalid: no floating type has that name.</exception>
    public static ScalarType Parse(string name) => Trainable.TryGetValue(name, out var type) ? type
        : throw new FreezeException(ErrorCode.OptionInvalid, name, $"'{name}' is no data type that a model can have.", $"Use one of {string.Join(", ", Trainable.Keys)}.");
}
