namespace Freeze.Networks.Sequences;

/// <summary>The arguments of one layer under their names, defaults filled in, read by type.</summary>
/// <param name="specification">What the user wrote, for messages.</param>
/// <param name="signature">The layer's signature, for messages.</param>
/// <param name="values">Each argument's value.</param>
internal sealed class LayerArguments(LayerSpecification specification, LayerSignature signature, IReadOnlyDictionary<string, object?> values)
{
    /// <summary>Whether an argument has a value other than None.</summary>
    public bool Has(string name) => values[name] is not null;

    /// <summary>A whole number.</summary>
    public long Int(string name) => values[name] is long number ? number : throw Wrong(name, "a whole number");

    /// <summary>A number.</summary>
    public double Float(string name) => values[name] switch
    {
        double number => number,
        long number => number,
        _ => throw Wrong(name, "a number"),
    };

    /// <summary>True or False.</summary>
    public bool Bool(string name) => values[name] is bool truth ? truth : throw Wrong(name, "True or False");

    /// <summary>A text.</summary>
    public string Text(string name) => values[name] as string ?? throw Wrong(name, "a quoted text");

    /// <summary>One whole number for all dimensions, or one each.</summary>
    /// <param name="name">The argument.</param>
    /// <param name="dimensions">How many.</param>
    public long[] Ints(string name, int dimensions) => values[name] switch
    {
        long number => [.. Enumerable.Repeat(number, dimensions)],
        object?[] list when list.Length == dimensions && list.All(item => item is long) => [.. list.Cast<long>()],
        _ => throw Wrong(name, $"a whole number, or {dimensions} in brackets"),
    };

    /// <summary>One or more whole numbers.</summary>
    public long[] Shape(string name) => values[name] switch
    {
        long number => [number],
        object?[] list when list.Length > 0 && list.All(item => item is long) => [.. list.Cast<long>()],
        _ => throw Wrong(name, "a whole number, or several in brackets"),
    };

    /// <summary>An error about an argument.</summary>
    public FreezeException Wrong(string name, string wanted) =>
        LayerSpecification.Invalid(specification.Text, $"{name} must be {wanted}.", $"The signature is {signature}.");
}
