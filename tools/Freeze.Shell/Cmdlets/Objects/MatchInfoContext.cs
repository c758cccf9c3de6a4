namespace Microsoft.PowerShell.Commands;

/// <summary>The lines around a match.</summary>
public sealed class MatchInfoContext : ICloneable
{
    /// <summary>The lines before it.</summary>
    public string[] PreContext { get; set; } = [];

    /// <summary>The lines after it.</summary>
    public string[] PostContext { get; set; } = [];

    /// <summary>Those lines before it that no earlier match shows.</summary>
    public string[] DisplayPreContext { get; set; } = [];

    /// <summary>Those lines after it up to the next match.</summary>
    public string[] DisplayPostContext { get; set; } = [];

    /// <inheritdoc/>
    public object Clone() => new MatchInfoContext
    {
        PreContext = [.. PreContext],
        PostContext = [.. PostContext],
        DisplayPreContext = [.. DisplayPreContext],
        DisplayPostContext = [.. DisplayPostContext],
    };
}
