namespace Freeze.WeightFiles.Storage;

/// <summary>Names and sizes of element types, as PyTorch has them.</summary>
public static class ElementTypes
{
    // Rows in the order of the enum: PyTorch's name, its aliases, bytes, bytes that a change of byte order turns round.
    private static readonly (string Name, string[] Aliases, int Size, int Word)[] Rows =
    [
        ("bool", [], 1, 1),
        ("uint8", [], 1, 1),
        ("int8", [], 1, 1),
        ("uint16", [], 2, 2),
        ("int16", ["short"], 2, 2),
        ("uint32", [], 4, 4),
        ("int32", ["int"], 4, 4),
        ("uint64", [], 8, 8),
        ("int64", ["long"], 8, 8),
        ("float16", ["half"], 2, 2),
        ("bfloat16", [], 2, 2),
        ("float32", ["float"], 4, 4),
        ("float64", ["double"], 8, 8),
        ("float8_e4m3fn", [], 1, 1),
        ("float8_e5m2", [], 1, 1),
        ("float8_e4m3fnuz", [], 1, 1),
        ("float8_e5m2fnuz", [], 1, 1),
        ("float8_e8m0fnu", [], 1, 1),
        ("complex32", ["chalf"], 4, 2),
        ("complex64", ["cfloat"], 8, 4),
        ("complex128", ["cdouble"], 16, 8),
    ];

    /// <summary>PyTorch's name: float32, bfloat16, int64, ...</summary>
    public static string TorchName(this ElementType type) => Rows[(int)type].Name;

    /// <summary>Bytes of one element.</summary>
    public static int ByteSize(this ElementType type) => Rows[(int)type].Size;

    /// <summary>Every name and alias of PyTorch's with its type.</summary>
    internal static IEnumerable<(string Name, ElementType Type)> AllNames =>
        Rows.SelectMany((row, index) => row.Aliases.Prepend(row.Name).Select(name => (name, (ElementType)index)));

    /// <summary>Bytes of one number within an element: half an element where elements are complex.</summary>
    internal static int WordSize(this ElementType type) => Rows[(int)type].Word;
}
