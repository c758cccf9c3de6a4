using System.Globalization;
using System.Management.Automation;
using Freeze.Shell.Foundation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Get-Date: a moment, now by default, as an object or a text.</summary>
[Cmdlet(VerbsCommon.Get, "Date", DefaultParameterSetName = "DateAndFormat")]
[OutputType(typeof(string), ParameterSetName = ["UnixTimeSecondsAndUFormat", "DateAndUFormat"])]
[OutputType(typeof(DateTime), ParameterSetName = ["DateAndFormat", "UnixTimeSecondsAndFormat"])]
public sealed class GetDateCommand : PSCmdlet
{
    /// <summary>The moment.</summary>
    [Parameter(ParameterSetName = "DateAndFormat", Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = "DateAndUFormat", Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("LastWriteTime")]
    public DateTime? Date { get; set; }

    /// <summary>The moment as seconds since 1970-01-01 in UTC.</summary>
    [Parameter(ParameterSetName = "UnixTimeSecondsAndFormat", Mandatory = true)]
    [Parameter(ParameterSetName = "UnixTimeSecondsAndUFormat", Mandatory = true)]
    [Alias("UnixTime")]
    public long UnixTimeSeconds { get; set; }

    /// <summary>Replaces the year.</summary>
    [Parameter]
    [ValidateRange(1, 9999)]
    public int? Year { get; set; }

    /// <summary>Replaces the month.</summary>
    [Parameter]
    [ValidateRange(1, 12)]
    public int? Month { get; set; }

    /// <summary>Replaces the day.</summary>
    [Parameter]
    [ValidateRange(1, 31)]
    public int? Day { get; set; }

    /// <summary>Replaces the hour.</summary>
    [Parameter]
    [ValidateRange(0, 23)]
    public int? Hour { get; set; }

    /// <summary>Replaces the minute.</summary>
    [Parameter]
    [ValidateRange(0, 59)]
    public int? Minute { get; set; }

    /// <summary>Replaces the second.</summary>
    [Parameter]
    [ValidateRange(0, 59)]
    public int? Second { get; set; }

    /// <summary>Replaces the millisecond.</summary>
    [Parameter]
    [ValidateRange(0, 999)]
    public int? Millisecond { get; set; }

    /// <summary>Which part is shown: Date, Time or both.</summary>
    [Parameter]
    public DisplayHintType DisplayHint { get; set; } = DisplayHintType.DateTime;

    /// <summary>A text in the format of Unix's date command.</summary>
    [Parameter(ParameterSetName = "DateAndUFormat", Mandatory = true)]
    [Parameter(ParameterSetName = "UnixTimeSecondsAndUFormat", Mandatory = true)]
    public string? UFormat { get; set; }

    /// <summary>A text in a .NET format; FileDate, FileDateTime and their Universal kin are short words for some.</summary>
    [Parameter(ParameterSetName = "DateAndFormat")]
    [Parameter(ParameterSetName = "UnixTimeSecondsAndFormat")]
    [ArgumentCompletions("FileDate", "FileDateUniversal", "FileDateTime", "FileDateTimeUniversal")]
    public string? Format { get; set; }

    /// <summary>In UTC.</summary>
    [Parameter]
    public SwitchParameter AsUTC { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        DateTime moment = Moment();
        if (UFormat is not null)
            WriteObject(UnixDateFormat.Apply(UFormat, moment));
        else if (Format is not null)
            WriteObject(Text(moment));
        else
            WriteObject(Hinted(moment));
    }

    private DateTime Moment()
    {
        DateTime start = ParameterSetName.StartsWith("Unix", StringComparison.Ordinal) ? DateTimeOffset.FromUnixTimeSeconds(UnixTimeSeconds).LocalDateTime : Date ?? DateTime.Now;
        int year = Year ?? start.Year, month = Month ?? start.Month;
        // The 31st of a shorter month is carried into the next, as the original does.
        DateTime moment = start
            .AddYears(year - start.Year)
            .AddMonths(month - start.Month)
            .AddDays((Day ?? start.Day) - start.Day)
            .AddHours((Hour ?? start.Hour) - start.Hour)
            .AddMinutes((Minute ?? start.Minute) - start.Minute)
            .AddSeconds((Second ?? start.Second) - start.Second);
        if (Millisecond is { } milliseconds)
            moment = moment.AddMilliseconds(milliseconds - moment.Millisecond).AddTicks(-(moment.Ticks % TimeSpan.TicksPerMillisecond));
        return AsUTC ? moment.ToUniversalTime() : moment;
    }

    private string Text(DateTime moment) => Format!.ToUpperInvariant() switch
    {
        "FILEDATE" => moment.ToString("yyyyMMdd", CultureInfo.CurrentCulture),
        "FILEDATEUNIVERSAL" => moment.ToUniversalTime().ToString("yyyyMMddZ", CultureInfo.CurrentCulture),
        "FILEDATETIME" => moment.ToString("yyyyMMddTHHmmssffff", CultureInfo.CurrentCulture),
        "FILEDATETIMEUNIVERSAL" => moment.ToUniversalTime().ToString("yyyyMMddTHHmmssffffZ", CultureInfo.CurrentCulture),
        _ => moment.ToString(Format, CultureInfo.CurrentCulture),
    };

    private PSObject Hinted(DateTime moment)
    {
        var shown = new PSObject(moment);
        shown.Properties.Add(new PSNoteProperty("DisplayHint", DisplayHint));
        return shown;
    }
}
