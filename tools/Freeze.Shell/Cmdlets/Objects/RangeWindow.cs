using System.Management.Automation;

namespace Freeze.Shell.Objects;

/// <summary>Takes objects from the start, from the end, or all but those.</summary>
/// <param name="first">How many from the start.</param>
/// <param name="last">How many from the end.</param>
/// <param name="skip">How many to pass over before that, seen from the side that is taken.</param>
/// <param name="skipLast">How many to leave out at the end.</param>
internal sealed class RangeWindow(int? first, int? last, int skip, int skipLast) : SelectionWindow
{
    private readonly Queue<PSObject> _held = new();
    private readonly bool _fromStart = first > 0;
    private readonly bool _fromEnd = last > 0;
    private int _passed;
    private int _taken;

    /// <inheritdoc/>
    internal override bool IsComplete => _fromStart && !_fromEnd && _taken >= first;

    /// <inheritdoc/>
    internal override PSObject? Next(PSObject value)
    {
        bool skipsAtStart = _fromStart || !_fromEnd;
        if (skipsAtStart && _passed < skip)
        {
            _passed++;
            return null;
        }

        if (skipLast > 0)
        {
            return Hold(value, skipLast);
        }

        if ((first is null && last is null) || _taken < first)
        {
            _taken++;
            return value;
        }

        if (_fromEnd)
        {
            // What is pushed out of the held ones is too far from the end.
            Hold(value, skipsAtStart ? last!.Value : (long)last!.Value + skip);
        }

        return null;
    }

    /// <inheritdoc/>
    internal override IEnumerable<PSObject> Rest() => skipLast > 0 ? [] : _fromStart ? _held : _held.Take(Math.Max(0, _held.Count - skip));

    private PSObject? Hold(PSObject value, long size)
    {
        _held.Enqueue(value);
        return _held.Count > size ? _held.Dequeue() : null;
    }
}
