using System.Globalization;
using System.Text;

namespace Freeze.Shell.Data;

/// <summary>Writes dates in the format language of Unix, of which <c>%Y-%m-%d</c> is an example.</summary>
internal static class UnixDateFormat
{
    /// <summary>The date in the format.</summary>
    internal static string Format(DateTime date, string format)
    {
        var text = new StringBuilder();
        for (int i = format.StartsWith('+') ? 1 : 0; i < format.Length; i++)
        {
            if (format[i] == '%' && i + 1 < format.Length)
            {
                text.Append(Part(date, format[++i]));
            }
            else
            {
                text.Append(format[i]);
            }
        }

        return text.ToString();
    }

    private static string Part(DateTime date, char part) => part switch
    {
        'n' => "\n",
        't' => "\t",
        'C' => Number(date.Year / 100, "0"),
        'e' => Number(date.Day, "0").PadLeft(2),
        'G' => Number(ISOWeek.GetYear(date), "0000"),
        'g' => Number(ISOWeek.GetYear(date) % 100, "00"),
        'j' => Number(date.DayOfYear, "000"),
        'k' => Number(date.Hour, "0").PadLeft(2),
        'l' => date.ToString("%h", CultureInfo.CurrentCulture).PadLeft(2),
        's' => (date.ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds.ToString("0", CultureInfo.CurrentCulture),
        'U' or 'W' => Number(date.DayOfYear / 7, "0"),
        'u' => Number(date.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)date.DayOfWeek, "0"),
        'V' => Number(ISOWeek.GetWeekOfYear(date), "00"),
        'w' => Number((int)date.DayOfWeek, "0"),
        _ => Pattern(part) is { } pattern ? date.ToString(pattern, CultureInfo.CurrentCulture) : part.ToString(),
    };

    // What .NET's own language of formats has words for.
    private static string? Pattern(char part) => part switch
    {
        'A' => "dddd",
        'a' => "ddd",
        'B' => "MMMM",
        'b' or 'h' => "MMM",
        'c' => "ddd dd MMM yyyy HH':'mm':'ss",
        'D' or 'x' => "MM/dd/yy",
        'd' => "dd",
        'F' => "yyyy'-'MM'-'dd",
        'H' => "HH",
        'I' => "hh",
        'M' => "mm",
        'm' => "MM",
        'p' => "tt",
        'R' => "HH:mm",
        'r' => "hh:mm:ss tt",
        'S' => "ss",
        'T' or 'X' => "HH:mm:ss",
        'Y' => "yyyy",
        'y' => "yy",
        'Z' => "zz",
        _ => null,
    };

    private static string Number(int number, string pattern) => number.ToString(pattern, CultureInfo.CurrentCulture);
}
