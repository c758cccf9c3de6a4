using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Base of commands that write in colours.</summary>
public abstract class ConsoleColorCommand : PSCmdlet
{
    /// <summary>The colour of the text; the terminal's own where none is given.</summary>
    [Parameter]
    public ConsoleColor? ForegroundColor { get; set; }

    /// <summary>The colour behind the text; the terminal's own where none is given.</summary>
    [Parameter]
    public ConsoleColor? BackgroundColor { get; set; }
}
