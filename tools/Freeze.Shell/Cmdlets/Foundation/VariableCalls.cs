using System.Management.Automation;
using System.Runtime.CompilerServices;

namespace Freeze.Shell.Foundation;

/// <summary>The session's calls on variables of a given scope, which <see cref="PSVariableIntrinsics"/> lacks.</summary>
internal static class VariableCalls
{
    private const string Engine = "System.Management.Automation.SessionStateInternal, System.Management.Automation";

    /// <summary>The variables of a scope, or all that are visible from the current one.</summary>
    internal static IEnumerable<KeyValuePair<string, PSVariable>> Variables(this SessionState session, string? scope) =>
        string.IsNullOrEmpty(scope) ? GetVariableTable(Internal(session)) : GetVariableTableAtScope(Internal(session), scope);

    /// <summary>The variable of this name in this very scope, or nothing.</summary>
    internal static PSVariable? VariableAt(this SessionState session, string name, string scope) => GetVariableAtScope(Internal(session), name, scope);

    internal static void Create(this SessionState session, PSVariable variable, string? scope, bool force)
    {
        if (string.IsNullOrEmpty(scope))
        {
            NewVariable(Internal(session), variable, force);
        }
        else
        {
            NewVariableAtScope(Internal(session), variable, scope, force);
        }
    }

    internal static object? Set(this SessionState session, PSVariable variable, string? scope, bool force, CommandOrigin origin) =>
        string.IsNullOrEmpty(scope)
            ? SetVariable(Internal(session), variable, force, origin)
            : SetVariableAtScope(Internal(session), variable, scope, force, origin);

    internal static void Remove(this SessionState session, PSVariable variable, string scope, bool force) =>
        RemoveVariableAtScope(Internal(session), variable, scope, force);

    /// <summary>Changes the options of a variable even where they forbid it.</summary>
    internal static void ForceOptions(this PSVariable variable, ScopedItemOptions options) => SetOptions(variable, options, true);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Internal")]
    [return: UnsafeAccessorType(Engine)]
    private static extern object Internal(SessionState session);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern IDictionary<string, PSVariable> GetVariableTable([UnsafeAccessorType(Engine)] object session);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern IDictionary<string, PSVariable> GetVariableTableAtScope([UnsafeAccessorType(Engine)] object session, string scopeID);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern PSVariable? GetVariableAtScope([UnsafeAccessorType(Engine)] object session, string name, string scopeID);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern object NewVariable([UnsafeAccessorType(Engine)] object session, PSVariable variable, bool force);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern object NewVariableAtScope([UnsafeAccessorType(Engine)] object session, PSVariable variable, string scopeID, bool force);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern object? SetVariable([UnsafeAccessorType(Engine)] object session, PSVariable variable, bool force, CommandOrigin origin);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern object? SetVariableAtScope(
        [UnsafeAccessorType(Engine)] object session, PSVariable variable, string scopeID, bool force, CommandOrigin origin);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern void RemoveVariableAtScope([UnsafeAccessorType(Engine)] object session, PSVariable variable, string scopeID, bool force);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern void SetOptions(PSVariable variable, ScopedItemOptions newOptions, bool force);
}
