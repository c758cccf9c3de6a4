using System.Text.Json;
using Freeze.WeightFiles.Reading;
using Freeze.WeightFiles.Storage;

namespace Freeze.WeightFiles.Safetensors;

/// <summary>The JSON header of a .safetensors file.</summary>
internal sealed class SafetensorsHeader
{
    private static readonly Dictionary<string, ElementType> Types = new(StringComparer.Ordinal)
    {
        ["BOOL"] = ElementType.Bool,
        ["U8"] = ElementType.UInt8,
        ["I8"] = ElementType.Int8,
        ["U16"] = ElementType.UInt16,
        ["I16"] = ElementType.Int16,
        ["U32"] = ElementType.UInt32,
        ["I32"] = ElementType.Int32,
        ["U64"] = ElementType.UInt64,
        ["I64"] = ElementType.Int64,
        ["F16"] = ElementType.Float16,
        ["BF16"] = ElementType.BFloat16,
        ["F32"] = ElementType.Float32,
        ["F64"] = ElementType.Float64,
        ["F8_E4M3"] = ElementType.Float8E4M3Fn,
        ["F8_E5M2"] = ElementType.Float8E5M2,
        ["F8_E4M3FNUZ"] = ElementType.Float8E4M3Fnuz,
        ["F8_E5M2FNUZ"] = ElementType.Float8E5M2Fnuz,
        ["F8_E8M0"] = ElementType.Float8E8M0Fnu,
        ["C64"] = ElementType.Complex64,
    };

    private readonly List<SafetensorsRow> _rows = [];
    private readonly Dictionary<string, string> _metadata = [];

    /// <summary>The tensors, in the header's order.</summary>
    public IReadOnlyList<SafetensorsRow> Rows => _rows;

    /// <summary>The texts under <c>__metadata__</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>The name of a type in the header, or null where the format has none for it.</summary>
    public static string? NameOf(ElementType type) => Types.FirstOrDefault(pair => pair.Value == type).Key;

    /// <summary>Parses a header.</summary>
    /// <exception cref="JsonException">It is no JSON, or not the JSON of a header.</exception>
    /// <exception cref="NotSupportedException">It has a type that Freeze does not know.</exception>
    public void Read(ReadOnlySpan<byte> header, ReadingBudget budget)
    {
        var json = new Utf8JsonReader(header);
        Expect(ref json, JsonTokenType.StartObject, "The header");
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (NextName(ref json, names, budget) is { } name)
        {
            budget.Charge(ReadingBudget.TensorCost);
            if (name == "__metadata__")
                ReadMetadata(ref json, budget);
            else
                ReadRow(ref json, name, budget);
        }

        if (json.Read())
            throw new JsonException("Text follows the closing brace.");
    }

    private void ReadMetadata(ref Utf8JsonReader json, ReadingBudget budget)
    {
        Expect(ref json, JsonTokenType.StartObject, "'__metadata__'");
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (NextName(ref json, names, budget) is { } name)
        {
            Expect(ref json, JsonTokenType.String, $"'{WeightFileError.Quote(name)}' in '__metadata__'");
            budget.Charge(2L * json.ValueSpan.Length + 100);
            _metadata[name] = JsonText.Read(ref json);
        }
    }

    private void ReadRow(ref Utf8JsonReader json, string name, ReadingBudget budget)
    {
        Expect(ref json, JsonTokenType.StartObject, $"Tensor '{WeightFileError.Quote(name)}'");
        var (type, shape, offsets) = ((ElementType?)null, (long[]?)null, (long[]?)null);
        var fields = new HashSet<string>(StringComparer.Ordinal);
        while (NextName(ref json, fields, budget) is { } field)
        {
            switch (field)
            {
                case "dtype":
                    Expect(ref json, JsonTokenType.String, $"The dtype of '{WeightFileError.Quote(name)}'");
                    budget.Charge(2L * json.ValueSpan.Length);
                    var code = JsonText.Read(ref json);
                    type = Types.TryGetValue(code, out var known) ? known : throw new NotSupportedException($"tensor '{WeightFileError.Quote(name)}' has the type '{WeightFileError.Quote(code)}'");
                    break;
                case "shape":
                    shape = ReadNumbers(ref json, name, budget);
                    break;
                case "data_offsets":
                    offsets = ReadNumbers(ref json, name, budget);
                    break;
                default:
                    json.Read();
                    json.Skip();
                    break;
            }
        }

        if (type is null || shape is null || offsets is not { Length: 2 })
            throw new JsonException($"Tensor '{WeightFileError.Quote(name)}' needs dtype, shape and two data_offsets.");
        _rows.Add(new SafetensorsRow(name, type.Value, shape, offsets[0], offsets[1]));
    }

    private static long[] ReadNumbers(ref Utf8JsonReader json, string name, ReadingBudget budget)
    {
        Expect(ref json, JsonTokenType.StartArray, $"Shape and data_offsets of '{WeightFileError.Quote(name)}'");
        var numbers = new List<long>();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.Number || !json.TryGetInt64(out var number) || number < 0)
                throw new JsonException($"Shape and data_offsets of '{WeightFileError.Quote(name)}' must be whole numbers from 0 on.");
            budget.Charge(sizeof(long));
            numbers.Add(number);
            if (numbers.Count > TensorGeometry.MostDimensions)
                throw new JsonException($"Tensor '{WeightFileError.Quote(name)}' has more than {TensorGeometry.MostDimensions} dimensions.");
        }

        return [.. numbers];
    }

    private static string? NextName(ref Utf8JsonReader json, HashSet<string> seen, ReadingBudget budget)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.PropertyName)
            return null;
        budget.Charge(2L * json.ValueSpan.Length);
        var name = JsonText.Read(ref json);
        return seen.Add(name) ? name : throw new JsonException($"'{WeightFileError.Quote(name)}' is there twice.");
    }

    private static void Expect(ref Utf8JsonReader json, JsonTokenType token, string what)
    {
        if (!json.Read() || json.TokenType != token)
            throw new JsonException($"{what} must be {token}, not {json.TokenType}.");
    }
}
