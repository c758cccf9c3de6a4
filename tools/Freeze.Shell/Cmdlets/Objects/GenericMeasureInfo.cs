namespace Microsoft.PowerShell.Commands;

/// <summary>Statistics of numbers; those that were not asked for are empty.</summary>
public sealed class GenericMeasureInfo : MeasureInfo
{
    /// <summary>How many values there were.</summary>
    public int Count { get; set; }

    /// <summary>Their mean.</summary>
    public double? Average { get; set; }

    /// <summary>Their sum.</summary>
    public double? Sum { get; set; }

    /// <summary>The largest.</summary>
    public double? Maximum { get; set; }

    /// <summary>The smallest.</summary>
    public double? Minimum { get; set; }

    /// <summary>The standard deviation of a sample (divided by one less than the count).</summary>
    public double? StandardDeviation { get; set; }
}
