namespace Microsoft.PowerShell.Commands;

/// <summary>What Measure-Object found out.</summary>
public abstract class MeasureInfo
{
    /// <summary>The property that was measured; nothing where it was the objects themselves.</summary>
    public string? Property { get; set; }
}
