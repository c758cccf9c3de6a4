using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Runtime.CompilerServices;

namespace Freeze.Shell.Foundation;

/// <summary>Asks whether the caller of a command is strict (Set-StrictMode).</summary>
internal static class StrictMode
{
    private const string Engine = "System.Management.Automation.ExecutionContext, System.Management.Automation";

    /// <summary>Whether strict mode of this version or a later one is on.</summary>
    internal static bool IsStrict(this PSCmdlet command, int version) => IsStrictVersion(Context(command), version);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Context")]
    [return: UnsafeAccessorType(Engine)]
    private static extern object Context(InternalCommand command);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern bool IsStrictVersion([UnsafeAccessorType(Engine)] object context, int majorVersion);
}
