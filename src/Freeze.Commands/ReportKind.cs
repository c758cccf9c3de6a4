namespace Freeze.Commands;

/// <summary>Unit of the rows in a parameter report.</summary>
public enum ReportKind
{
    /// <summary>One row per parameter.</summary>
    Parameter,

    /// <summary>One row per layer that owns parameters or statistics.</summary>
    Layer,

    /// <summary>One row per optimizer group.</summary>
    Group,

    /// <summary>One row for the whole model.</summary>
    Total,
}
