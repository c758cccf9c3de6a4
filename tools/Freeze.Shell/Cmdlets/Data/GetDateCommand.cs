using System.Globalization;
using System.Management.Automation;
using Freeze.Shell.Data;

namespace Microsoft.PowerShell.Commands;

/// <summary>Get-Date: the current or another date, as an object or as text.</summary>
[Cmdlet(VerbsCommon.Get, "Date", DefaultParameterSetName = DateAndFormat)]
[OutputType(typeof(string))]
[OutputType(typeof(DateTime), ParameterSetName = [DateAndFormat, UnixTimeSecondsAndFormat])]
public sealed class GetDateCommand : Cmdlet
{
    private const string DateAndFormat = "DateAndFormat";
    private const string DateAndUFormat = "DateAndUFormat";
    private const string UnixTimeSecondsAndFormat = "UnixTimeSecondsAndFormat";
    private const string UnixTimeSecondsAndUFormat = "UnixTimeSecondsAndUFormat";

    private DateTime? _date;
    private long? _unixTimeSeconds;
    private int? _year;
    private int? _month;
    private int? _day;
    private int? _hour;
    private int? _minute;
    private int? _second;
    private int? _millisecond;

    /// <summary>Another date than now.</summary>
    [Parameter(ParameterSetName = DateAndFormat, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = DateAndUFormat, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("LastWriteTime")]
    public DateTime Date { get => _date ?? default; set => _date = value; }

    /// <summary>The seconds from the beginning of 1970, in UTC.</summary>
    [Parameter(ParameterSetName = UnixTimeSecondsAndFormat, Mandatory = true)]
    [Parameter(ParameterSetName = UnixTimeSecondsAndUFormat, Mandatory = true)]
    [ValidateRange(-62135596800L, 253402300799L)]
    [Alias("UnixTime")]
    public long UnixTimeSeconds { get => _unixTimeSeconds ?? 0; set => _unixTimeSeconds = value; }

    /// <summary>Another year.</summary>
    [Parameter]
    [ValidateRange(1, 9999)]
    public int Year { get => _year ?? 0; set => _year = value; }

    /// <summary>Another month.</summary>
    [Parameter]
    [ValidateRange(1, 12)]
    public int Month { get => _month ?? 0; set => _month = value; }

    /// <summary>Another day of the month.</summary>
    [Parameter]
    [ValidateRange(1, 31)]
    public int Day { get => _day ?? 0; set => _day = value; }

    /// <summary>Another hour.</summary>
    [Parameter]
    [ValidateRange(0, 23)]
    public int Hour { get => _hour ?? 0; set => _hour = value; }

    /// <summary>Another minute.</summary>
    [Parameter]
    [ValidateRange(0, 59)]
    public int Minute { get => _minute ?? 0; set => _minute = value; }

    /// <summary>Another second.</summary>
    [Parameter]
    [ValidateRange(0, 59)]
    public int Second { get => _second ?? 0; set => _second = value; }

    /// <summary>Another millisecond.</summary>
    [Parameter]
    [ValidateRange(0, 999)]
    public int Millisecond { get => _millisecond ?? 0; set => _millisecond = value; }

    /// <summary>Which part is shown.</summary>
    [Parameter]
    public DisplayHintType DisplayHint { get; set; } = DisplayHintType.DateTime;

    /// <summary>A text in a format of Unix.</summary>
    [Parameter(ParameterSetName = DateAndUFormat, Mandatory = true)]
    [Parameter(ParameterSetName = UnixTimeSecondsAndUFormat, Mandatory = true)]
    public string? UFormat { get; set; }

    /// <summary>A text in a format of .NET, or FileDate, FileDateUniversal, FileDateTime or FileDateTimeUniversal.</summary>
    [Parameter(ParameterSetName = DateAndFormat)]
    [Parameter(ParameterSetName = UnixTimeSecondsAndFormat)]
    [ArgumentCompletions("FileDate", "FileDateUniversal", "FileDateTime", "FileDateTimeUniversal")]
    public string? Format { get; set; }

    /// <summary>The date in UTC.</summary>
    [Parameter]
    public SwitchParameter AsUTC { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        DateTime date = _date ?? (_unixTimeSeconds is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds).LocalDateTime : DateTime.Now);
        date = WithParts(date);
        if (AsUTC)
        {
            date = date.ToUniversalTime();
        }

        if (UFormat is not null)
        {
            WriteObject(UnixDateFormat.Format(date, UFormat));
        }
        else if (Format is not null)
        {
            WriteObject(Formatted(date, Format));
        }
        else
        {
            var result = new PSObject(date);
            result.Properties.Add(new PSNoteProperty("DisplayHint", DisplayHint));
            WriteObject(result);
        }
    }

    // Each part moves the date, so that the 31st of a shorter month is a day of the next one.
    private DateTime WithParts(DateTime date)
    {
        date = _year is { } year ? date.AddYears(year - date.Year) : date;
        date = _month is { } month ? date.AddMonths(month - date.Month) : date;
        date = _day is { } day ? date.AddDays(day - date.Day) : date;
        date = _hour is { } hour ? date.AddHours(hour - date.Hour) : date;
        date = _minute is { } minute ? date.AddMinutes(minute - date.Minute) : date;
        date = _second is { } second ? date.AddSeconds(second - date.Second) : date;
        if (_millisecond is { } millisecond)
        {
            date = date.AddMilliseconds(millisecond - date.Millisecond);
            date = date.AddTicks(-(date.Ticks % TimeSpan.TicksPerMillisecond));
        }

        return date;
    }

    // The words for file names stand for formats without characters that a file name cannot hold.
    private static string Formatted(DateTime date, string format)
    {
        bool isUniversal = format.EndsWith("Universal", StringComparison.OrdinalIgnoreCase);
        string? pattern = format.ToUpperInvariant() switch
        {
            "FILEDATE" => "yyyyMMdd",
            "FILEDATEUNIVERSAL" => "yyyyMMddZ",
            "FILEDATETIME" => "yyyyMMddTHHmmssffff",
            "FILEDATETIMEUNIVERSAL" => "yyyyMMddTHHmmssffffZ",
            _ => null,
        };
        return (pattern is not null && isUniversal ? date.ToUniversalTime() : date).ToString(pattern ?? format, CultureInfo.CurrentCulture);
    }
}
