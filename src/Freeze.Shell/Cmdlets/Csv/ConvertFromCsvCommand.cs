using System.Management.Automation;
using Freeze.Shell.Foundation;

namespace Microsoft.PowerShell.Commands;

/// <summary>ConvertFrom-Csv: the objects of lines of comma-separated values.</summary>
[Cmdlet(VerbsData.ConvertFrom, "Csv")]
public sealed class ConvertFromCsvCommand : PSCmdlet
{
    private CsvReading? _reading;

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
        _reading ??= new CsvReading(Delimiter, Header);
        foreach (PSObject? line in InputObject ?? [])
        {
            foreach (PSObject item in _reading.Objects(new StringReader(line?.ToString() ?? string.Empty)))
                WriteObject(item);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_reading is { HasUnnamedColumns: true })
            WriteWarning("One or more headers were not specified. Default names starting with \"H\" have been used in place of any missing headers.");
    }
}
