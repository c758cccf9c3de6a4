using System.Diagnostics;
using System.Management.Automation;
using System.Management.Automation.Internal;
using Freeze.Shell.Foundation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Measure-Command: how long a script block runs, or runs in all for the objects of the pipeline.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "Command")]
[OutputType(typeof(TimeSpan))]
public sealed class MeasureCommandCommand : PSCmdlet
{
    private readonly Stopwatch _watch = new();

    /// <summary>The block's $_.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; } = AutomationNull.Value;

    /// <summary>What to run, in the caller's scope; what it puts out is dropped.</summary>
    [Parameter(Position = 0, Mandatory = true)]
    public ScriptBlock Expression { get; set; } = null!;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        _watch.Start();
        Expression.RunWithoutOutput(InputObject);
        _watch.Stop();
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => WriteObject(_watch.Elapsed);
}
