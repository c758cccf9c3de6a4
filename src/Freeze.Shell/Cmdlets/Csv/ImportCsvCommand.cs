using System.Management.Automation;
using System.Text;
using Freeze.Shell.Foundation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Import-Csv: the objects of a file of comma-separated values.</summary>
[Cmdlet(VerbsData.Import, "Csv")]
public sealed class ImportCsvCommand : PSCmdlet
{
    private bool _isLiteral;

    /// <summary>Files, wildcards allowed.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, Mandatory = true, ParameterSetName = "Path")]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Files, taken as they are.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, Mandatory = true, ParameterSetName = "LiteralPath")]
    [ValidateNotNullOrEmpty]
    [Alias("PSPath", "LP")]
    public string[] LiteralPath
    {
        get => Path;
        set
        {
            _isLiteral = true;
            Path = value;
        }
    }

    /// <summary>Between the fields.</summary>
    [Parameter(Position = 1)]
    public char Delimiter { get; set; } = ',';

    /// <summary>The columns' names, where the file has none.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Header { get; set; }

    /// <summary>How bytes become text: utf8 by default.</summary>
    [Parameter]
    [EncodingArgument]
    public Encoding Encoding { get; set; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in Path)
        {
            IEnumerable<string> files = _isLiteral ? [GetUnresolvedProviderPathFromPSPath(path)] : GetResolvedProviderPathFromPSPath(path, out _);
            foreach (string file in files)
                Read(file);
        }
    }

    private void Read(string file)
    {
        try
        {
            using var text = new StreamReader(file, Encoding);
            var reading = new CsvReading(Delimiter, Header);
            foreach (PSObject item in reading.Objects(text))
                WriteObject(item);
            if (reading.HasUnnamedColumns)
                WriteWarning("One or more headers were not specified. Default names starting with \"H\" have been used in place of any missing headers.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            ThrowTerminatingError(new ErrorRecord(error, "FileOpenFailure", ErrorCategory.OpenError, file));
        }
    }
}
