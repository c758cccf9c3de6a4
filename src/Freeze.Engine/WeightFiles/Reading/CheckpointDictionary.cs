using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Freeze.WeightFiles.Reading;

/// <summary>A dictionary in a weight file: entries in their order; a key is mostly a text, but may be a number, null or a tuple.</summary>
public sealed class CheckpointDictionary : IReadOnlyList<KeyValuePair<object?, object?>>
{
    private readonly List<KeyValuePair<object?, object?>> _entries = [];
    private readonly Dictionary<CheckpointKey, int> _index = [];

    /// <inheritdoc/>
    public int Count => _entries.Count;

    /// <summary>The class of a stored object whose attributes these are, or null for a dictionary.</summary>
    public string? TypeName { get; internal set; }

    /// <inheritdoc/>
    public KeyValuePair<object?, object?> this[int index] => _entries[index];

    /// <summary>The value under a text key.</summary>
    public object? this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"There is no '{key}'.");

    /// <summary>Finds the value under a key.</summary>
    /// <param name="key">A text, a whole number, a fraction or null.</param>
    /// <param name="value">What is there.</param>
    public bool TryGetValue(object? key, [MaybeNullWhen(false)] out object? value)
    {
        value = null;
        if (!CheckpointKey.TryMake(key, out var known) || !_index.TryGetValue(known, out var at))
            return false;
        value = _entries[at].Value;
        return true;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<object?, object?>> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Adds an entry; a key that is there already keeps its place and takes the new value, as in Python.</summary>
    /// <returns>False where the key is of a kind that cannot be one.</returns>
    internal bool TrySet(object? key, object? value)
    {
        if (!CheckpointKey.TryMake(key, out var known))
            return false;
        if (_index.TryGetValue(known, out var at))
            _entries[at] = new(_entries[at].Key, value);
        else
        {
            _index.Add(known, _entries.Count);
            _entries.Add(new(key, value));
        }

        return true;
    }
}
