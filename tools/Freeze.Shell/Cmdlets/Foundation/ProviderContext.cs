using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Runtime.CompilerServices;

namespace Freeze.Shell.Foundation;

/// <summary>
/// What a command hands to a provider with each call: filters, force, the provider's own parameters, and the streams that
/// results and errors go to.
/// </summary>
/// <remarks>
/// The engine's public provider calls know none of these, collect all results before they return, and throw the first error.
/// Its own commands use the internal class that this one stands for, and so must commands that behave like them.
/// </remarks>
internal sealed class ProviderContext
{
    private const string EngineType = "System.Management.Automation.CmdletProviderContext, System.Management.Automation";

    /// <summary>A context whose results and errors go to the streams of <paramref name="command"/> as they appear.</summary>
    /// <param name="command">The command that makes the call.</param>
    internal ProviderContext(Cmdlet command) => Handle = Create(command);

    /// <summary>The engine's object.</summary>
    internal object Handle { get; }

    /// <summary>Act on hidden and read-only items too.</summary>
    internal SwitchParameter Force { init => SetForce(Handle, value); }

    /// <summary>Paths are literal: no wildcards.</summary>
    internal bool LiteralPaths { init => SetSuppressWildcardExpansion(Handle, value); }

    /// <summary>Hand on what the provider writes.</summary>
    internal bool PassThru { init => SetPassThru(Handle, value); }

    /// <summary>The values of the provider's own parameters, as the binder filled them in.</summary>
    internal object? DynamicParameters { init => SetDynamicParameters(Handle, value); }

    /// <summary>Narrows the items of each call.</summary>
    /// <param name="include">Leaf names to keep, or none.</param>
    /// <param name="exclude">Leaf names to leave out, or none.</param>
    /// <param name="filter">A filter in the provider's own language.</param>
    internal void SetFilters(string[]? include, string[]? exclude, string? filter) =>
        SetFilters(Handle, new Collection<string>(include ?? []), new Collection<string>(exclude ?? []), filter);

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    [return: UnsafeAccessorType(EngineType)]
    private static extern object Create(Cmdlet command);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_Force")]
    private static extern void SetForce([UnsafeAccessorType(EngineType)] object context, SwitchParameter value);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_SuppressWildcardExpansion")]
    private static extern void SetSuppressWildcardExpansion([UnsafeAccessorType(EngineType)] object context, bool value);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_PassThru")]
    private static extern void SetPassThru([UnsafeAccessorType(EngineType)] object context, bool value);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_DynamicParameters")]
    private static extern void SetDynamicParameters([UnsafeAccessorType(EngineType)] object context, object? value);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "SetFilters")]
    private static extern void SetFilters(
        [UnsafeAccessorType(EngineType)] object context, Collection<string> include, Collection<string> exclude, string? filter);
}
