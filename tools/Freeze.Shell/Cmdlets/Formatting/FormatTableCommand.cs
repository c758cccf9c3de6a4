using System.Management.Automation;
using Freeze.Shell.Foundation;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace Microsoft.PowerShell.Commands;

/// <summary>Format-Table: objects as rows.</summary>
[Cmdlet(VerbsCommon.Format, "Table")]
public sealed class FormatTableCommand : OuterFormatTableBase
{
    /// <summary>A command that formats as a table.</summary>
    public FormatTableCommand() => EngineFormatting.UseShape(this, "Table");
}
