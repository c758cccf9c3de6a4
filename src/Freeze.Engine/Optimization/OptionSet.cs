namespace Freeze.Optimization;

/// <summary>The options in force for one group, each set explicitly, by PyTorch's argument names.</summary>
/// <remarks>Pairs are held by their parts: <c>betas</c> as <c>beta1</c> and <c>beta2</c>.</remarks>
public sealed class OptionSet
{
    private readonly IReadOnlyDictionary<string, object?> _values;

    /// <param name="values">Every option of the algorithm, converted to its type.</param>
    internal OptionSet(IReadOnlyDictionary<string, object?> values) => _values = values;

    /// <summary>The option names, in the algorithm's order.</summary>
    public IEnumerable<string> Names => _values.Keys;

    /// <summary>Every value by name: double, long, bool, string or null.</summary>
    public IReadOnlyDictionary<string, object?> Values => _values;

    /// <summary>Whether the algorithm has such an option.</summary>
    public bool Has(string name) => _values.ContainsKey(name);

    /// <summary>A number.</summary>
    public double Number(string name) => (double)_values[name]!;

    /// <summary>A whole number, or null where it is left to the algorithm.</summary>
    public long? Whole(string name) => (long?)_values[name];

    /// <summary>A switch.</summary>
    public bool Flag(string name) => (bool)_values[name]!;

    /// <summary>A name, or null.</summary>
    public string? Text(string name) => (string?)_values[name];

    /// <summary>The same options with one changed.</summary>
    internal OptionSet With(string name, object? value) => new(new Dictionary<string, object?>(_values) { [name] = value });

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", _values.Select(pair => FormattableString.Invariant($"{pair.Key} = {pair.Value}")));
}
