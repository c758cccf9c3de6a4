using System.Management.Automation;
using Freeze.Shell.Foundation;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace Microsoft.PowerShell.Commands;

/// <summary>Format-List: objects as lists of their properties.</summary>
[Cmdlet(VerbsCommon.Format, "List")]
public sealed class FormatListCommand : OuterFormatTableAndListBase
{
    /// <summary>A command that formats as a list.</summary>
    public FormatListCommand() => EngineFormatting.UseShape(this, "List");
}
