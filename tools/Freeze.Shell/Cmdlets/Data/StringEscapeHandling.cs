namespace Microsoft.PowerShell.Commands;

/// <summary>Which characters of a text ConvertTo-Json writes as escapes.</summary>
public enum StringEscapeHandling
{
    /// <summary>Quotes, backslashes and control characters.</summary>
    Default,

    /// <summary>Also everything outside ASCII.</summary>
    EscapeNonAscii,

    /// <summary>Also what means something in HTML.</summary>
    EscapeHtml,
}
