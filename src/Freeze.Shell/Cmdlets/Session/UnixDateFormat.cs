using System.Globalization;
using System.Text;

namespace Freeze.Shell.Foundation;

/// <summary>The formats of Unix's date command, as far as Get-Date knows them.</summary>
internal static class UnixDateFormat
{
    /// <summary>Formats a moment; a letter that is not known stands for itself.</summary>
    internal static string Apply(string format, DateTime moment)
    {
        var text = new StringBuilder();
        ReadOnlySpan<char> rest = format.StartsWith('+') ? format.AsSpan(1) : format;
        for (int i = 0; i < rest.Length; i++)
        {
            if (rest[i] == '%' && i + 1 < rest.Length)
                text.Append(Part(rest[++i], moment));
            else
                text.Append(rest[i]);
        }

        return text.ToString();
    }

    private static string Part(char letter, DateTime moment) => letter switch
    {
        'Y' or 'G' => Net("yyyy", moment),
        'y' or 'g' => Net("yy", moment),
        'C' => (moment.Year / 100).ToString("D2", CultureInfo.InvariantCulture),
        'm' => Net("MM", moment),
        'd' => Net("dd", moment),
        'e' => moment.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2),
        'H' => Net("HH", moment),
        'k' => moment.Hour.ToString(CultureInfo.InvariantCulture).PadLeft(2),
        'I' => Net("hh", moment),
        'M' => Net("mm", moment),
        'S' => Net("ss", moment),
        'p' => Net("tt", moment),
        'A' => Net("dddd", moment),
        'a' => Net("ddd", moment),
        'B' => Net("MMMM", moment),
        'b' or 'h' => Net("MMM", moment),
        'j' => moment.DayOfYear.ToString("D3", CultureInfo.InvariantCulture),
        'u' => (moment.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)moment.DayOfWeek).ToString(CultureInfo.InvariantCulture),
        'w' => ((int)moment.DayOfWeek).ToString(CultureInfo.InvariantCulture),
        'V' => ISOWeek.GetWeekOfYear(moment).ToString("D2", CultureInfo.InvariantCulture),
        'D' or 'x' => Net("MM/dd/yy", moment),
        'F' => Net("yyyy-MM-dd", moment),
        'T' or 'X' => Net("HH:mm:ss", moment),
        'R' => Net("HH:mm", moment),
        'r' => Net("hh:mm:ss tt", moment),
        'c' => Net("ddd dd MMM yyyy HH:mm:ss", moment),
        'Z' => Net("zz", moment),
        's' => new DateTimeOffset(moment).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        'n' => "\n",
        't' => "\t",
        _ => letter.ToString(),
    };

    private static string Net(string format, DateTime moment) => moment.ToString(format, CultureInfo.InvariantCulture);
}
