namespace Microsoft.PowerShell.Commands;

/// <summary>What ConvertFrom-Json makes of a text that is a date.</summary>
public enum JsonDateKind
{
    /// <summary>A DateTime of the kind that the text tells.</summary>
    Default,

    /// <summary>A local DateTime.</summary>
    Local,

    /// <summary>A DateTime in UTC.</summary>
    Utc,

    /// <summary>A DateTimeOffset.</summary>
    Offset,

    /// <summary>The text as it is.</summary>
    String,
}
