using System.Management.Automation;
using System.Text;
using Freeze.Shell.Foundation;
using Shell = System.Management.Automation.PowerShell;

namespace Microsoft.PowerShell.Commands;

/// <summary>Tee-Object: hands objects on, and keeps them in a file or a variable too.</summary>
[Cmdlet("Tee", "Object", DefaultParameterSetName = File)]
public sealed class TeeObjectCommand : PSCmdlet, IDisposable
{
    private const string File = "File";
    private const string LiteralFile = "LiteralFile";
    private const string Kept = "Variable";

    private SteppablePipeline? _copy;
    private Shell? _command;

    /// <summary>The objects.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>A file for what the console would show.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = File)]
    [Alias("Path")]
    public string FilePath { get; set; } = string.Empty;

    /// <summary>The file's path, taken as it is.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralFile)]
    [Alias("PSPath", "LP")]
    public string LiteralPath { get; set; } = string.Empty;

    /// <summary>Write behind what the file holds.</summary>
    [Parameter(ParameterSetName = File)]
    public SwitchParameter Append { get; set; }

    /// <summary>The file's encoding.</summary>
    [Parameter(ParameterSetName = File)]
    [Parameter(ParameterSetName = LiteralFile)]
    [EncodingArgument]
    [ValidateNotNullOrEmpty]
    public Encoding Encoding { get; set; } = Encoding.Default;

    /// <summary>A variable for the objects, by its name.</summary>
    [Parameter(Mandatory = true, ParameterSetName = Kept)]
    public string Variable { get; set; } = string.Empty;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _command = Shell.Create(RunspaceMode.CurrentRunspace);
        if (ParameterSetName == Kept)
        {
            _command.AddCommand("Set-Variable").AddParameter("Name", Variable);
        }
        else
        {
            _command.AddCommand("Out-File").AddParameter(ParameterSetName == File ? "FilePath" : "LiteralPath", ParameterSetName == File ? FilePath : LiteralPath)
                .AddParameter("Append", Append).AddParameter("Encoding", Encoding);
        }

        _copy = _command.GetSteppablePipeline();
        // Its errors are this command's.
        _copy.Begin(expectInput: true, (EngineIntrinsics)SessionState.PSVariable.GetValue("ExecutionContext"));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        _copy!.Process(InputObject);
        WriteObject(InputObject);
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => _copy!.End();

    /// <inheritdoc/>
    public void Dispose()
    {
        _copy?.Dispose();
        _command?.Dispose();
        GC.SuppressFinalize(this);
    }
}
