using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>A <see cref="PathCommand"/> with -Filter, -Include and -Exclude.</summary>
public abstract class FilteredPathCommand : PathCommand
{
    /// <inheritdoc/>
    [Parameter]
    public override string? Filter { get; set; }

    /// <inheritdoc/>
    [Parameter]
    public override string[]? Include { get; set; } = [];

    /// <inheritdoc/>
    [Parameter]
    public override string[]? Exclude { get; set; } = [];
}
