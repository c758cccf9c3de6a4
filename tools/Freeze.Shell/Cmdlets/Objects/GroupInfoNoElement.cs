using System.Management.Automation;
using Freeze.Shell.Objects;

namespace Microsoft.PowerShell.Commands;

/// <summary>How many objects have the same values, without the objects.</summary>
public sealed class GroupInfoNoElement : GroupInfo
{
    internal GroupInfoNoElement(PropertyRow first)
        : base(first)
    {
    }

    internal override void Add(PSObject value) => Count++;
}
