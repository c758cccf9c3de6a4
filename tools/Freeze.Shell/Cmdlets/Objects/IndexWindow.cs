using System.Management.Automation;

namespace Freeze.Shell.Objects;

/// <summary>Takes the objects at some places, or all the others.</summary>
/// <param name="places">Places, counted from 0.</param>
/// <param name="taken">Take these; otherwise, leave these out.</param>
internal sealed class IndexWindow(int[] places, bool taken) : SelectionWindow
{
    private readonly HashSet<int> _places = [.. places];
    private readonly int _end = places.Length == 0 ? 0 : places.Max() + 1;
    private int _next;

    /// <inheritdoc/>
    internal override bool IsComplete => taken && _next >= _end;

    /// <inheritdoc/>
    internal override PSObject? Next(PSObject value) => _places.Contains(_next++) == taken ? value : null;
}
