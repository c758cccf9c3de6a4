using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Runtime.CompilerServices;

namespace Freeze.Shell.Session;

/// <summary>The session's calls on aliases, which have no public counterpart.</summary>
internal static class AliasCalls
{
    private const string Engine = "System.Management.Automation.SessionStateInternal, System.Management.Automation";
    private const string EngineContext = "System.Management.Automation.ExecutionContext, System.Management.Automation";

    /// <summary>The aliases of a scope, or all that are visible from the current one.</summary>
    internal static IDictionary<string, AliasInfo> Aliases(this SessionState session, string? scope) =>
        string.IsNullOrEmpty(scope) ? GetAliasTable(Internal(session)) : GetAliasTableAtScope(Internal(session), scope);

    /// <summary>The alias of a name, or nothing.</summary>
    internal static AliasInfo? Alias(this SessionState session, string name, string? scope) =>
        string.IsNullOrEmpty(scope) ? GetAlias(Internal(session), name) : GetAliasAtScope(Internal(session), name, scope);

    /// <summary>An alias that no scope holds yet.</summary>
    internal static AliasInfo MakeAlias(this PSCmdlet command, string name, string definition, ScopedItemOptions options) =>
        Create(name, definition, Context(command), options);

    /// <summary>Puts an alias into a scope, or into the current one.</summary>
    internal static AliasInfo? Set(this SessionState session, AliasInfo alias, string? scope, bool force, CommandOrigin origin) =>
        string.IsNullOrEmpty(scope)
            ? SetAliasItem(Internal(session), alias, force, origin)
            : SetAliasItemAtScope(Internal(session), alias, scope, force, origin);

    /// <summary>Removes the nearest alias of a name.</summary>
    internal static void RemoveAlias(this SessionState session, string name, bool force) => RemoveAlias(Internal(session), name, force);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Internal")]
    [return: UnsafeAccessorType(Engine)]
    private static extern object Internal(SessionState session);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Context")]
    [return: UnsafeAccessorType(EngineContext)]
    private static extern object Context(InternalCommand command);

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    private static extern AliasInfo Create(string name, string definition, [UnsafeAccessorType(EngineContext)] object context, ScopedItemOptions options);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern IDictionary<string, AliasInfo> GetAliasTable([UnsafeAccessorType(Engine)] object session);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern IDictionary<string, AliasInfo> GetAliasTableAtScope([UnsafeAccessorType(Engine)] object session, string scopeID);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern AliasInfo? GetAlias([UnsafeAccessorType(Engine)] object session, string aliasName);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern AliasInfo? GetAliasAtScope([UnsafeAccessorType(Engine)] object session, string aliasName, string scopeID);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern AliasInfo? SetAliasItem([UnsafeAccessorType(Engine)] object session, AliasInfo alias, bool force, CommandOrigin origin);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern AliasInfo? SetAliasItemAtScope(
        [UnsafeAccessorType(Engine)] object session, AliasInfo alias, string scopeID, bool force, CommandOrigin origin);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern void RemoveAlias([UnsafeAccessorType(Engine)] object session, string aliasName, bool force);
}
