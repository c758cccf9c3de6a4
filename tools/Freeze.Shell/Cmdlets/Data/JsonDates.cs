using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.PowerShell.Commands;

namespace Freeze.Shell.Data;

/// <summary>Finds the dates among the texts of JSON, which has none of its own.</summary>
internal static partial class JsonDates
{
    /// <summary>The date that a text is in the format of ISO 8601, or in the old one of Microsoft; else the text.</summary>
    internal static object Read(string text, JsonDateKind kind)
    {
        if (kind == JsonDateKind.String || Parts(text) is not { } parts)
        {
            return text;
        }

        DateTime date = parts.Date;
        if (kind == JsonDateKind.Offset)
        {
            return parts.Offset is { } offset ? new DateTimeOffset(date, offset) : new DateTimeOffset(DateTime.SpecifyKind(date, DateTimeKind.Local));
        }

        if (parts.IsUtc)
        {
            date = DateTime.SpecifyKind(date, DateTimeKind.Utc);
        }
        else if (parts.Offset is { } offset)
        {
            date = DateTime.SpecifyKind(date - offset, DateTimeKind.Utc).ToLocalTime();
        }

        return OfKind(date, kind);
    }

    private static (DateTime Date, TimeSpan? Offset, bool IsUtc)? Parts(string text)
    {
        if (MicrosoftDate().Match(text) is { Success: true } old)
        {
            return (DateTime.UnixEpoch.AddMilliseconds(double.Parse(old.Groups["ms"].Value, CultureInfo.InvariantCulture)), TimeSpan.Zero, true);
        }

        Match iso = IsoDate().Match(text);
        if (!iso.Success
            || !DateTime.TryParseExact(
                iso.Groups["date"].Value, "yyyy-MM-ddTHH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime date))
        {
            return null;
        }

        if (!iso.Groups["sign"].Success)
        {
            bool isUtc = iso.Groups["utc"].Success;
            return (date, isUtc ? TimeSpan.Zero : null, isUtc);
        }

        int Count(string group) => int.TryParse(iso.Groups[group].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : 0;
        var offset = new TimeSpan(Count("hours"), Count("minutes"), 0);
        return (date, iso.Groups["sign"].Value == "-" ? -offset : offset, false);
    }

    private static DateTime OfKind(DateTime date, JsonDateKind kind) => kind switch
    {
        JsonDateKind.Local => date.Kind == DateTimeKind.Unspecified ? DateTime.SpecifyKind(date, DateTimeKind.Local) : date.ToLocalTime(),
        JsonDateKind.Utc => date.Kind == DateTimeKind.Unspecified ? DateTime.SpecifyKind(date, DateTimeKind.Utc) : date.ToUniversalTime(),
        _ => date,
    };

    [GeneratedRegex(
        @"^(?<date>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?)((?<utc>[Zz])|(?<sign>[+-])(?<hours>\d\d)(:?(?<minutes>\d\d))?)?\z",
        RegexOptions.ExplicitCapture)]
    private static partial Regex IsoDate();

    [GeneratedRegex(@"^/Date\((?<ms>-?\d{1,14})\)/\z", RegexOptions.ExplicitCapture)]
    private static partial Regex MicrosoftDate();
}
