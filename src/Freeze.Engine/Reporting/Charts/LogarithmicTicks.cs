using System.Globalization;
using ScottPlot;

namespace Freeze.Reporting.Charts;

/// <summary>Ticks of an axis whose coordinates are decimal logarithms: powers of ten, and more between them where there is room.</summary>
internal static class LogarithmicTicks
{
    /// <summary>The ticks of a range.</summary>
    /// <param name="least">The logarithm at one end.</param>
    /// <param name="greatest">The logarithm at the other.</param>
    /// <param name="most">About how many labels there is room for.</param>
    public static Tick[] Of(double least, double greatest, int most)
    {
        var ticks = new List<Tick>();
        var decades = greatest - least;
        // So many decades from one label to the next; less than one where each decade has several.
        var stride = Math.Max(1, (int)Math.Ceiling(decades / Math.Max(1, most)));
        int[] labelled = decades * 3 <= most ? [1, 2, 5] : decades * 2 <= most ? [1, 3] : [1];
        for (var power = (int)Math.Floor(least); power <= Math.Ceiling(greatest); power++)
        {
            for (var digit = 1; digit < 10; digit++)
            {
                var position = power + Math.Log10(digit);
                if (position < least - 1e-9 || position > greatest + 1e-9)
                    continue;
                if (labelled.Contains(digit) && power % stride == 0)
                    ticks.Add(Tick.Major(position, Label(power, digit)));
                else if (stride == 1)
                    ticks.Add(Tick.Minor(position));
            }
        }

        return [.. ticks];
    }

    private static string Label(int power, int digit) => power is >= -3 and <= 4
        ? (digit * Math.Pow(10, power)).ToString("0.####", CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{digit}e{power}");
}
