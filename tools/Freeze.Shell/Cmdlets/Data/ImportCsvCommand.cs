using System.Management.Automation;
using System.Text;
using Freeze.Shell.Data;
using Freeze.Shell.Foundation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Import-Csv: the objects of files of comma-separated values.</summary>
[Cmdlet(VerbsData.Import, "Csv", DefaultParameterSetName = "DelimiterPath")]
public sealed class ImportCsvCommand : PSCmdlet
{
    private string[] _paths = [];
    private bool _hasPath;
    private bool _isLiteral;
    private bool _warned;

    /// <summary>What stands between values, a comma by default.</summary>
    [Parameter(Position = 1, ParameterSetName = "DelimiterPath")]
    [Parameter(Position = 1, ParameterSetName = "DelimiterLiteralPath")]
    [ValidateNotNull]
    public char Delimiter { get; set; }

    /// <summary>The files; a pattern has to match one file only.</summary>
    [Parameter(Position = 0, ParameterSetName = "DelimiterPath", Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Parameter(Position = 0, ParameterSetName = "CulturePath", Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[] Path
    {
        get => _paths;
        set
        {
            _paths = value;
            _hasPath = true;
        }
    }

    /// <summary>The files, taken as they are.</summary>
    [Parameter(ParameterSetName = "DelimiterLiteralPath", Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = "CultureLiteralPath", Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [Alias("PSPath", "LP")]
    public string[] LiteralPath
    {
        get => _paths;
        set
        {
            _paths = value;
            _isLiteral = true;
        }
    }

    /// <summary>The culture's list separator stands between values.</summary>
    [Parameter(ParameterSetName = "CulturePath", Mandatory = true)]
    [Parameter(ParameterSetName = "CultureLiteralPath", Mandatory = true)]
    [ValidateNotNull]
    public SwitchParameter UseCulture { get; set; }

    /// <summary>The names of the columns, of files that do not tell them.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Header { get; set; }

    /// <summary>How bytes become text: utf8, or what the file's byte order mark tells.</summary>
    [Parameter]
    [EncodingArgument]
    [ValidateNotNullOrEmpty]
    public Encoding Encoding { get; set; } = Encoding.Default;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (_hasPath == _isLiteral)
        {
            var error = new InvalidOperationException("You must specify either the -Path or -LiteralPath parameters, but not both.");
            ThrowTerminatingError(new ErrorRecord(error, "CannotSpecifyPathAndLiteralPath", ErrorCategory.InvalidData, null));
        }

        foreach (string path in _paths)
        {
            using StreamReader reader = this.OpenReader(path, Encoding, _isLiteral);
            Read(reader);
        }
    }

    private void Read(StreamReader reader)
    {
        char separator = BaseCsvWritingCommand.SeparatorFor(Delimiter, UseCulture);
        var reading = new CsvReading(new CsvRecords(reader, separator), this) { Columns = Header, Warned = _warned };
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

        _warned = reading.Warned;
    }
}
