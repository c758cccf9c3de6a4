using System.Globalization;

namespace Freeze.Data.Tables;

/// <summary>Collects a label for each row. Labels that are whole numbers are class numbers, other numbers are targets, and text is class names, numbered in their order.</summary>
internal sealed class LabelColumn
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<int> _labels = [];

    /// <summary>Adds the label of the next row.</summary>
    public void Add(ReadOnlySpan<char> text)
    {
        var label = text.ToString();
        if (!_numbers.TryGetValue(label, out var number))
            _numbers.Add(label, number = _numbers.Count);
        _labels.Add(number);
    }

    /// <summary>What all labels together are: class numbers, with names where they are text, or targets; nothing where there are none.</summary>
    public (int[]? Classes, float[]? Targets, string[]? Names) Build()
    {
        if (_labels.Count == 0)
            return (null, null, null);
        var texts = _numbers.Keys.ToArray();
        if (texts.All(text => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)))
        {
            var numbers = Array.ConvertAll(texts, text => int.Parse(text, CultureInfo.InvariantCulture));
            return ([.. _labels.Select(label => numbers[label])], null, null);
        }

        if (texts.All(text => float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _)))
        {
            var numbers = Array.ConvertAll(texts, text => float.Parse(text, CultureInfo.InvariantCulture));
            return (null, [.. _labels.Select(label => numbers[label])], null);
        }

        var names = texts.Order(StringComparer.Ordinal).ToArray();
        var places = Array.ConvertAll(texts, text => Array.BinarySearch(names, text, StringComparer.Ordinal));
        return ([.. _labels.Select(label => places[label])], null, names);
    }
}
