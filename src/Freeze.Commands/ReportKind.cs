namespace Freeze.Commands;

/// <summary>What a row of a report stands for.</summary>
public enum ReportKind
{
    /// <summary>One parameter.</summary>
    Parameter,

    /// <summary>One layer that owns parameters or statistics.</summary>
    Layer,

    /// <summary>One optimizer group.</summary>
    Group,

    /// <summary>The whole model.</summary>
    Total,
}
