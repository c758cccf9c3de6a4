using System.Management.Automation;
using System.Runtime.CompilerServices;

namespace Freeze.Shell.Messages;

/// <summary>Writes messages that tell where the calling script stands, and not where the command that writes them does.</summary>
internal static class CallerRecords
{
    private const string Runtime = "System.Management.Automation.MshCommandRuntime, System.Management.Automation";

    internal static void WriteCallersWarning(this PSCmdlet command, string message) =>
        WriteWarning(command.CommandRuntime, Marked(command, new WarningRecord(message)), false);

    internal static void WriteCallersVerbose(this PSCmdlet command, string message) =>
        WriteVerbose(command.CommandRuntime, Marked(command, new VerboseRecord(message)), false);

    internal static void WriteCallersDebug(this PSCmdlet command, string message) =>
        WriteDebug(command.CommandRuntime, Marked(command, new DebugRecord(message)), false);

    internal static void WriteCallersError(this PSCmdlet command, ErrorRecord record, string? activity)
    {
        if (Invocation(command) is { } invocation)
        {
            SetInvocationInfo(record, invocation);
            // Else the runtime would put this command's own place into the record.
            SetPreserveInvocationInfoOnce(record, true);
            record.CategoryInfo.Activity = string.IsNullOrEmpty(activity) ? "Write-Error" : activity;
        }

        command.WriteError(record);
    }

    private static T Marked<T>(PSCmdlet command, T record)
        where T : InformationalRecord
    {
        if (Invocation(command) is { } invocation)
        {
            SetInvocationInfo(record, invocation);
        }

        return record;
    }

    private static InvocationInfo? Invocation(PSCmdlet command) => command.GetVariableValue("MyInvocation") as InvocationInfo;

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern void SetInvocationInfo(InformationalRecord record, InvocationInfo invocationInfo);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern void SetInvocationInfo(ErrorRecord record, InvocationInfo invocationInfo);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_PreserveInvocationInfoOnce")]
    private static extern void SetPreserveInvocationInfoOnce(ErrorRecord record, bool value);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern void WriteWarning([UnsafeAccessorType(Runtime)] object runtime, WarningRecord record, bool overrideInquire);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern void WriteVerbose([UnsafeAccessorType(Runtime)] object runtime, VerboseRecord record, bool overrideInquire);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern void WriteDebug([UnsafeAccessorType(Runtime)] object runtime, DebugRecord record, bool overrideInquire);
}
