using System.Globalization;
using System.Management.Automation;

namespace Freeze.Shell.Objects;

/// <summary>Running statistics of the values of one property.</summary>
internal sealed class ValueStatistics
{
    private double _variance;

    internal int Count { get; private set; }

    internal double Sum { get; private set; }

    internal double Average => Sum / Count;

    /// <summary>The standard deviation of a sample, which is 0 for one value.</summary>
    internal double StandardDeviation => Math.Sqrt(_variance);

    internal object? Minimum { get; private set; }

    internal object? Maximum { get; private set; }

    internal int Lines { get; private set; }

    internal int Words { get; private set; }

    internal int Characters { get; private set; }

    /// <summary>The extremes that were found are numbers, or can be read as such.</summary>
    internal bool HasNumericExtremes => IsNumberOrNothing(Minimum) && IsNumberOrNothing(Maximum);

    internal void CountOne() => Count++;

    /// <summary>Takes a number into the sum and the variance; the value was counted already.</summary>
    internal void AddNumber(double value)
    {
        if (Count > 1)
        {
            // The distance from the mean so far corrects the variance in one pass, without large squares to cancel.
            double distance = value - (Sum / (Count - 1));
            _variance = (_variance * ((Count - 2.0) / (Count - 1))) + (distance * distance / Count);
        }

        Sum += value;
    }

    internal void AddMinimum(object? value) => Minimum = Minimum is null || Order(Minimum, value) > 0 ? value : Minimum;

    internal void AddMaximum(object? value) => Maximum = Maximum is null || Order(Maximum, value) < 0 ? value : Maximum;

    internal void AddText(string text, bool ignoreWhiteSpace)
    {
        Characters += ignoreWhiteSpace ? text.Count(letter => !char.IsWhiteSpace(letter)) : text.Length;
        Words += text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
        // The last line needs no end.
        Lines += text.Count(letter => letter == '\n') + (text.Length > 0 && text[^1] != '\n' ? 1 : 0);
    }

    private static bool IsNumberOrNothing(object? value) => value is null || LanguagePrimitives.TryConvertTo(value, out double _);

    // Numbers and texts that read as numbers are compared as numbers, and things of different types as texts.
    private static int Order(object extreme, object? value)
    {
        object? left = AsNumber(extreme);
        object? right = AsNumber(value);
        return left is not null && right is not null && left.GetType() != right.GetType()
            ? LanguagePrimitives.Compare(Text(left), Text(right), ignoreCase: false, CultureInfo.CurrentCulture)
            : LanguagePrimitives.Compare(left, right, ignoreCase: false, CultureInfo.CurrentCulture);
    }

    private static object? AsNumber(object? value) => value is not null && LanguagePrimitives.TryConvertTo(value, out double number) ? number : value;

    private static string Text(object value) => PSObject.AsPSObject(value).ToString();
}
