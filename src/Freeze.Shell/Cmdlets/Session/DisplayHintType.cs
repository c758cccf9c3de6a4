namespace Microsoft.PowerShell.Commands;

/// <summary>Which part of a moment is shown.</summary>
public enum DisplayHintType
{
    /// <summary>The date alone.</summary>
    Date,

    /// <summary>The time of day alone.</summary>
    Time,

    /// <summary>Both.</summary>
    DateTime,
}
