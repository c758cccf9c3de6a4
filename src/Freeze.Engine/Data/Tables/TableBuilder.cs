using System.Globalization;

namespace Freeze.Data;

/// <summary>Collects rows of numbers with a label each. Labels that are whole numbers are class numbers, other numbers are targets, and text is class names, numbered in their order.</summary>
internal sealed class TableBuilder
{
    private readonly Dictionary<string, int> _labelNumbers = new(StringComparer.Ordinal);
    private readonly List<int> _labels = [];
    private float[] _values = new float[1024];
    private int _count;

    /// <summary>Adds a number to the present row.</summary>
    /// <exception cref="InvalidDataException">There are too many.</exception>
    public void Add(float value)
    {
        if (_count == _values.Length)
        {
            if (_count > Array.MaxLength / sizeof(float))
                throw new InvalidDataException("it has more than 2 GB of numbers; use .npy or .safetensors.");
            Array.Resize(ref _values, _count * 2);
        }

        _values[_count++] = value;
    }

    /// <summary>Adds the label of the present row.</summary>
    public void AddLabel(ReadOnlySpan<char> text)
    {
        var label = text.ToString();
        if (!_labelNumbers.TryGetValue(label, out var number))
            _labelNumbers.Add(label, number = _labelNumbers.Count);
        _labels.Add(number);
    }

    /// <summary>Makes samples of all rows.</summary>
    /// <param name="width">Numbers of a row.</param>
    public RawSamples Build(int width)
    {
        var values = _values.AsSpan(0, _count).ToArray();
        var shape = new TensorShape([width]);
        if (_labels.Count == 0)
            return new RawSamples(null, values, shape, null, null);
        var texts = _labelNumbers.Keys.ToArray();
        if (texts.All(text => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)))
        {
            var numbers = Array.ConvertAll(texts, text => int.Parse(text, CultureInfo.InvariantCulture));
            return new RawSamples(null, values, shape, [.. _labels.Select(label => numbers[label])], null);
        }

        if (texts.All(text => float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _)))
        {
            var numbers = Array.ConvertAll(texts, text => float.Parse(text, CultureInfo.InvariantCulture));
            return new RawSamples(null, values, shape, null, [.. _labels.Select(label => numbers[label])]);
        }

        var names = texts.Order(StringComparer.Ordinal).ToArray();
        var places = Array.ConvertAll(texts, text => Array.BinarySearch(names, text, StringComparer.Ordinal));
        return new RawSamples(null, values, shape, [.. _labels.Select(label => places[label])], null) { Classes = names };
    }
}
