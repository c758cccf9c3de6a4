using System.Management.Automation.Host;

namespace Freeze.Shell.Foundation;

/// <summary>How many characters a line of formatted text has where nobody says.</summary>
internal static class OutputWidth
{
    private const int WithoutTerminal = 120;

    /// <summary>The width of the host's window.</summary>
    internal static int Of(PSHost host)
    {
        try
        {
            return host.UI.RawUI.BufferSize.Width is > 1 and var width ? width : WithoutTerminal;
        }
        catch (Exception error) when (error is HostException or NotImplementedException or NotSupportedException)
        {
            // A job's host, for instance, has no window.
            return WithoutTerminal;
        }
    }
}
