namespace Freeze.Reporting.Charts;

/// <summary>How a line is broken.</summary>
internal enum ChartDash
{
    /// <summary>It is whole.</summary>
    Solid,

    /// <summary>Long pieces.</summary>
    Dashed,

    /// <summary>Dots.</summary>
    Dotted,
}
