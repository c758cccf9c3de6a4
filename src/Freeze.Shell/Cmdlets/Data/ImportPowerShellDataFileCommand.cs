using System.Management.Automation;
using System.Management.Automation.Language;

namespace Microsoft.PowerShell.Commands;

/// <summary>Import-PowerShellDataFile: the hash table of a data file, of which nothing is run.</summary>
[Cmdlet(VerbsData.Import, "PowerShellDataFile", DefaultParameterSetName = "ByPath")]
[OutputType(typeof(System.Collections.Hashtable))]
public sealed class ImportPowerShellDataFileCommand : PSCmdlet
{
    private bool _isLiteral;

    /// <summary>Files, wildcards allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "ByPath")]
    public string[] Path { get; set; } = [];

    /// <summary>Files, taken as they are.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "ByLiteralPath", ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
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

    /// <summary>Take tables of any size.</summary>
    [Parameter]
    public SwitchParameter SkipLimitCheck { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in Path)
        {
            foreach (string file in Find(path))
                Read(file);
        }
    }

    private IEnumerable<string> Find(string path)
    {
        try
        {
            return _isLiteral ? [GetUnresolvedProviderPathFromPSPath(path)] : GetResolvedProviderPathFromPSPath(path, out _);
        }
        catch (ItemNotFoundException)
        {
            Refuse($"Cannot find path '{path}' because it does not exist.", "CouldNotFindPowerShellDataFile", path);
            return [];
        }
    }

    private void Read(string file)
    {
        if (!File.Exists(file))
        {
            Refuse($"Cannot find the file '{file}'.", "CouldNotFindPowerShellDataFile", file);
            return;
        }

        ScriptBlockAst script = Parser.ParseFile(file, out _, out ParseError[] errors);
        if (errors.Length > 0 || script.Find(node => node is HashtableAst, searchNestedScriptBlocks: false) is not HashtableAst table)
        {
            Refuse($"The file '{file}' is not a PowerShell data file.", "CouldNotParseAsPowerShellDataFile", file);
            return;
        }

        try
        {
            WriteObject(table.SafeGetValue());
        }
        catch (InvalidOperationException error)
        {
            Refuse($"The file '{file}' holds more than data: {error.Message}", "CouldNotParseAsPowerShellDataFile", file);
        }
    }

    private void Refuse(string message, string id, string file) =>
        WriteError(new ErrorRecord(new InvalidOperationException(message), id, ErrorCategory.InvalidArgument, file));
}
