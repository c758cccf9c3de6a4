using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>ConvertTo-Csv: objects as lines of comma-separated values.</summary>
[Cmdlet(VerbsData.ConvertTo, "Csv", DefaultParameterSetName = "Delimiter")]
[OutputType(typeof(string))]
public sealed class ConvertToCsvCommand : BaseCsvWritingCommand
{
    /// <inheritdoc/>
    [Parameter(ValueFromPipeline = true, Mandatory = true, ValueFromPipelineByPropertyName = true, Position = 0)]
    public override PSObject? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputObject is null)
        {
            return;
        }

        foreach (string line in Lines(InputObject, withHeader: true))
        {
            if (line.Length > 0)
            {
                WriteObject(line);
            }
        }
    }
}
