using System.Management.Automation;
using System.Management.Automation.Internal;

namespace Microsoft.PowerShell.Commands;

/// <summary>Base of the commands that order or group objects by some of their properties.</summary>
public abstract class ObjectBase : ObjectCmdletBase
{
    /// <summary>The objects.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; } = AutomationNull.Value;

    /// <summary>Names, script blocks, or tables with an Expression; without any, the objects themselves count.</summary>
    [Parameter(Position = 0)]
    public object[]? Property { get; set; }
}
