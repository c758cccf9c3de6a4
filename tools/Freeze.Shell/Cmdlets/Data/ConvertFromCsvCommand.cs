using System.Management.Automation;
using Freeze.Shell.Data;

namespace Microsoft.PowerShell.Commands;

/// <summary>ConvertFrom-Csv: the objects of lines of comma-separated values.</summary>
[Cmdlet(VerbsData.ConvertFrom, "Csv", DefaultParameterSetName = "Delimiter")]
public sealed class ConvertFromCsvCommand : PSCmdlet
{
    private string? _typeName;
    private bool _warned;

    /// <summary>What stands between values, a comma by default.</summary>
    [Parameter(Position = 1, ParameterSetName = "Delimiter")]
    [ValidateNotNull]
    [ValidateNotNullOrEmpty]
    public char Delimiter { get; set; }

    /// <summary>The culture's list separator stands between values.</summary>
    [Parameter(ParameterSetName = "UseCulture", Mandatory = true)]
    [ValidateNotNull]
    [ValidateNotNullOrEmpty]
    public SwitchParameter UseCulture { get; set; }

    /// <summary>The lines.</summary>
    [Parameter(ValueFromPipeline = true, Mandatory = true, ValueFromPipelineByPropertyName = true, Position = 0)]
    [ValidateNotNull]
    [ValidateNotNullOrEmpty]
    public PSObject[] InputObject { get; set; } = [];

    /// <summary>The names of the columns, of lines that do not begin with them.</summary>
    [Parameter]
    [ValidateNotNull]
    [ValidateNotNullOrEmpty]
    public string[]? Header { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        char separator = BaseCsvWritingCommand.SeparatorFor(Delimiter, UseCulture);
        foreach (PSObject text in InputObject)
        {
            var records = new CsvRecords(new StringReader(text.ToString()), separator);
            var reading = new CsvReading(records, this) { Columns = Header, TypeName = _typeName, Warned = _warned };
            try
            {
                reading.ReadColumns();
            }
            catch (ExtendedTypeSystemException error)
            {
                ThrowTerminatingError(new ErrorRecord(error, "AlreadyPresentPSMemberInfoInternalCollectionAdd", ErrorCategory.NotSpecified, null));
            }

            foreach (PSObject found in reading.ReadObjects())
            {
                WriteObject(found);
            }

            // What one text tells holds for those that follow.
            Header ??= reading.Columns?.ToArray();
            _typeName = reading.TypeName;
            _warned = reading.Warned;
        }
    }
}
