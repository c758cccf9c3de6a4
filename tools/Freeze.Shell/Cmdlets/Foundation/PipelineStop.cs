using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Runtime.CompilerServices;

namespace Freeze.Shell.Foundation;

/// <summary>Ends the commands upstream of one that needs no more input.</summary>
internal static class PipelineStop
{
    private const string EngineType = "System.Management.Automation.StopUpstreamCommandsException, System.Management.Automation";

    /// <summary>
    /// The exception that the pipeline takes as a request of <paramref name="command"/>: what runs upstream is wound down, what
    /// runs downstream ends in the normal way, and no error is reported.
    /// </summary>
    internal static Exception For(PSCmdlet command) => (Exception)Create(command);

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    [return: UnsafeAccessorType(EngineType)]
    private static extern object Create(InternalCommand command);
}
