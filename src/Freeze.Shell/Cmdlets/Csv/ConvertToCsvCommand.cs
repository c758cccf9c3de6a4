using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>ConvertTo-Csv: objects as lines of comma-separated values.</summary>
[Cmdlet(VerbsData.ConvertTo, "Csv")]
[OutputType(typeof(string))]
public sealed class ConvertToCsvCommand : CsvWritingCommand
{
    /// <inheritdoc/>
    [Parameter(ValueFromPipeline = true, Mandatory = true, Position = 0)]
    public override PSObject? InputObject { get; set; }

    private protected override void Put(string line) => WriteObject(line);
}
