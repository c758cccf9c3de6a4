namespace Microsoft.PowerShell.Commands;

/// <summary>Which values of a CSV text stand in quotes.</summary>
public enum QuoteKind
{
    /// <summary>None, whatever they hold.</summary>
    Never,

    /// <summary>All but missing ones.</summary>
    Always,

    /// <summary>Those that could not be read back otherwise.</summary>
    AsNeeded,
}
