using System.Management.Automation;
using System.Text;
using Freeze.Shell.Foundation;

namespace Microsoft.PowerShell.Commands;

/// <summary>ConvertFrom-Csv: the objects of lines of comma-separated values.</summary>
[Cmdlet(VerbsData.ConvertFrom, "Csv")]
public sealed class ConvertFromCsvCommand : PSCmdlet
{
    private readonly StringBuilder _text = new();

    /// <summary>The lines.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AllowEmptyString]
    [AllowNull]
    public PSObject[]? InputObject { get; set; }

    /// <summary>Between the fields.</summary>
    [Parameter(Position = 1)]
    public char Delimiter { get; set; } = ',';

    /// <summary>The columns' names, where the lines have none.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Header { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (PSObject? line in InputObject ?? [])
            _text.Append(line?.ToString()).Append('\n');
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var reading = new CsvReading(new StringReader(_text.ToString()), Delimiter);
        foreach (PSObject item in reading.Objects(Header))
            WriteObject(item);
        if (reading.HasUnnamedColumns)
            WriteWarning("One or more headers were not specified. Default names starting with \"H\" have been used in place of any missing headers.");
    }
}
