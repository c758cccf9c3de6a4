using System.Management.Automation;
using System.Management.Automation.Language;
using Freeze.Shell.Data;

namespace Microsoft.PowerShell.Commands;

/// <summary>Import-PowerShellDataFile: the hash table of a data file, of which nothing is run.</summary>
[Cmdlet(VerbsData.Import, "PowerShellDataFile", DefaultParameterSetName = "ByPath")]
public sealed class ImportPowerShellDataFileCommand : PSCmdlet
{
    private bool _isLiteral;

    /// <summary>Files; a pattern has to match one file only.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "ByPath")]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Files, taken as they are.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "ByLiteralPath", ValueFromPipelineByPropertyName = true)]
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

    /// <summary>Take tables with more than 500 keys too.</summary>
    [Parameter]
    public SwitchParameter SkipLimitCheck { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in Path)
        {
            string file = this.ResolveFile(path, _isLiteral);
            if (File.Exists(file))
            {
                Read(file);
                continue;
            }

            var error = new ArgumentException($"Cannot find path '{path}' because it does not exist.");
            WriteError(new ErrorRecord(error, "PathNotFound", ErrorCategory.InvalidArgument, path));
        }
    }

    private void Read(string file)
    {
        ScriptBlockAst script = Parser.ParseFile(file, out _, out ParseError[] errors);
        if (errors.Length > 0)
        {
            Refuse(file, "CouldNotParseAsPowerShellDataFile");
        }
        else if (script.Find(node => node is HashtableAst, searchNestedScriptBlocks: false) is { } table)
        {
            WriteObject(table.SafeGetValue(SkipLimitCheck));
        }
        else
        {
            Refuse(file, "CouldNotParseAsPowerShellDataFileNoHashtableRoot");
        }
    }

    private void Refuse(string file, string id)
    {
        var error = new InvalidOperationException($"The file '{file}' could not be parsed as a PowerShell Data File.");
        WriteError(new ErrorRecord(error, id, ErrorCategory.InvalidData, file));
    }
}
