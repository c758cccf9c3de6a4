namespace Microsoft.PowerShell.Commands;

/// <summary>Statistics of values that are not all numbers.</summary>
public sealed class GenericObjectMeasureInfo : MeasureInfo
{
    /// <summary>How many values there were.</summary>
    public int Count { get; set; }

    /// <summary>Their mean.</summary>
    public double? Average { get; set; }

    /// <summary>Their sum.</summary>
    public double? Sum { get; set; }

    /// <summary>The largest.</summary>
    public object? Maximum { get; set; }

    /// <summary>The smallest.</summary>
    public object? Minimum { get; set; }

    /// <summary>Always empty: values that are no numbers have no deviation.</summary>
    public double? StandardDeviation { get; set; }
}
