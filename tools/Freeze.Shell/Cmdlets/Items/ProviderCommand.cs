using System.Management.Automation;
using Freeze.Shell.Foundation;

// The second part of an error id is the full name of the command's class, and scripts test it: the commands of this folder
// therefore carry the names and the namespace of the originals that they stand in for.
namespace Microsoft.PowerShell.Commands;

/// <summary>Base of the commands that hand their work to a provider.</summary>
public abstract class ProviderCommand : PSCmdlet, IDynamicParameters
{
    private object? _dynamicParameters;

    /// <summary>A filter in the provider's own language; derived commands make it a parameter.</summary>
    public virtual string? Filter { get; set; }

    /// <summary>Leaf names to keep; derived commands make it a parameter.</summary>
    public virtual string[]? Include { get; set; }

    /// <summary>Leaf names to leave out; derived commands make it a parameter.</summary>
    public virtual string[]? Exclude { get; set; }

    /// <summary>Act on hidden and read-only items; derived commands make it a parameter.</summary>
    public virtual SwitchParameter Force { get; set; }

    /// <summary>The paths are literal, without wildcards.</summary>
    protected bool IsLiteral { get; set; }

    /// <summary>Whether what the provider writes is handed on.</summary>
    protected virtual bool HandsOn => true;

    /// <inheritdoc/>
    public object? GetDynamicParameters()
    {
        try
        {
            return _dynamicParameters = DynamicParametersAt(NewContext());
        }
        catch (Exception e) when (IsAboutPath(e))
        {
            // The command itself will say what is wrong with the path.
            return null;
        }
    }

    /// <summary>The provider's own parameters at the command's first path, or null.</summary>
    private protected virtual object? DynamicParametersAt(ProviderContext context) => null;

    /// <summary>A fresh context; one call, one context, because it keeps the state of a call.</summary>
    private protected ProviderContext NewContext() => NewContext(IsLiteral);

    /// <summary>A fresh context for a path that is literal or not.</summary>
    private protected ProviderContext NewContext(bool literal)
    {
        var context = new ProviderContext(this)
        {
            Force = Force,
            LiteralPaths = literal,
            PassThru = HandsOn,
            DynamicParameters = _dynamicParameters,
        };
        context.SetFilters(Include, Exclude, Filter);
        return context;
    }

    /// <summary>Runs <paramref name="call"/>; an error about the path or its provider becomes an error record.</summary>
    /// <returns>Whether there was no such error.</returns>
    private protected bool Attempt(Action call)
    {
        try
        {
            call();
            return true;
        }
        catch (Exception e) when (IsAboutPath(e))
        {
            WriteError(new ErrorRecord(((IContainsErrorRecord)e).ErrorRecord, e));
            return false;
        }
    }

    private static bool IsAboutPath(Exception e) =>
        e is PSNotSupportedException or System.Management.Automation.DriveNotFoundException or ProviderNotFoundException or ItemNotFoundException;
}
