namespace Freeze.Models.TorchScript.Tracing;

/// <summary>Computes with numbers and shapes while code is followed.</summary>
internal static class ScriptShapes
{
    /// <summary>Element of a list, tuple or shape.</summary>
    /// <exception cref="UntraceableException">Which one is not known.</exception>
    public static ScriptValue Element(ScriptValue target, ScriptValue at)
    {
        if (at is ScriptValue.Known { Value: long index })
        {
            if (target is ScriptValue.Size { Rank: var rank })
                return Extent(rank, index);
            if (target is ScriptValue.Sequence { Items: var items } && index >= -items.Count && index < items.Count)
                return items[(int)(index < 0 ? index + items.Count : index)];
        }

        throw new UntraceableException("it takes an element that is not known");
    }

    /// <summary>Result of a function of numbers, shapes and lists; null for functions that have to do with the values in tensors.</summary>
    public static ScriptValue? TryCompute(string name, IReadOnlyList<ScriptValue> arguments)
    {
        switch (name)
        {
            case "torch.size" when arguments is [ScriptValue.Rows { Rank: var rank }]:
                return new ScriptValue.Size(rank);
            case "torch.size" when arguments is [ScriptValue.Rows { Rank: var rank }, ScriptValue.Known { Value: long index }]:
                return Extent(rank, index);
            case "torch.dim" when arguments is [ScriptValue.Rows { Rank: var rank }]:
                return Count(rank);
            case "torch.len" when arguments is [ScriptValue.Size { Rank: var rank }]:
                return Count(rank);
            case "torch.len" when arguments is [ScriptValue.Sequence { Items: var items }]:
                return new ScriptValue.Known((long)items.Count);
            case "torch.__is__" or "torch.__isnot__" when arguments is [var value, ScriptValue.Known { Value: null }] && value is not ScriptValue.Vague:
                return new ScriptValue.Known(value is ScriptValue.Known { Value: null } == (name == "torch.__is__"));
            case "torch.format" or "ops.prim.RaiseException":
                return new ScriptValue.Known("");
            case "int" or "float" or "ops.prim.NumToTensor" when arguments is [not (ScriptValue.Rows or ScriptValue.Fixed)]:
                return arguments[0];
        }

        return arguments.Count > 0 && arguments.All(IsScalar) ? Compute(name, arguments) : null;
    }

    private static ScriptValue Count(int? rank) => rank is { } count ? new ScriptValue.Known((long)count) : new ScriptValue.Extent();

    private static bool IsScalar(ScriptValue value) => value is ScriptValue.Known or ScriptValue.Extent or ScriptValue.BatchSize or ScriptValue.Vague;

    private static ScriptValue Compute(string name, IReadOnlyList<ScriptValue> arguments)
    {
        if (arguments.OfType<ScriptValue.Vague>().FirstOrDefault() is { } vague)
            return vague;
        if (arguments.OfType<ScriptValue.BatchSize>().Any())
            return new ScriptValue.Vague("it computes with the number of samples");
        if (arguments.OfType<ScriptValue.Extent>().Any())
            return new ScriptValue.Extent();
        var values = arguments.Select(argument => ((ScriptValue.Known)argument).Value).ToArray();
        return (name, values) switch
        {
            ("torch.__not__", [bool one]) => new ScriptValue.Known(!one),
            ("torch.__and__", [bool one, bool two]) => new ScriptValue.Known(one && two),
            ("torch.__or__", [bool one, bool two]) => new ScriptValue.Known(one || two),
            ("torch.eq", [var one, var two]) => new ScriptValue.Known(AreEqual(one, two)),
            ("torch.ne", [var one, var two]) => new ScriptValue.Known(!AreEqual(one, two)),
            ("torch.gt", [long or double, long or double]) => new ScriptValue.Known(Number(values[0]) > Number(values[1])),
            ("torch.lt", [long or double, long or double]) => new ScriptValue.Known(Number(values[0]) < Number(values[1])),
            ("torch.ge", [long or double, long or double]) => new ScriptValue.Known(Number(values[0]) >= Number(values[1])),
            ("torch.le", [long or double, long or double]) => new ScriptValue.Known(Number(values[0]) <= Number(values[1])),
            ("torch.add", [long one, long two]) => new ScriptValue.Known(one + two),
            ("torch.sub", [long one, long two]) => new ScriptValue.Known(one - two),
            ("torch.mul", [long one, long two]) => new ScriptValue.Known(one * two),
            // Rounded down, as Python does; what is rarer stays unknown.
            ("torch.floordiv", [long one, long two]) when one >= 0 && two > 0 => new ScriptValue.Known(one / two),
            ("torch.neg", [long one]) => new ScriptValue.Known(-one),
            _ => new ScriptValue.Extent(),
        };
    }

    private static ScriptValue Extent(int? rank, long index) => index == 0 || (rank is { } count && index == -count) ? new ScriptValue.BatchSize()
        : index > 0 || rank is not null ? new ScriptValue.Extent() : new ScriptValue.Vague("it asks for a size whose place is not known");

    private static bool AreEqual(object? one, object? two) => one is long or double && two is long or double ? Number(one) == Number(two) : Equals(one, two);

    private static double Number(object? value) => value is long whole ? whole : (double)value!;
}
