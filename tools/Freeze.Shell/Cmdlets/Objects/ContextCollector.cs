using Microsoft.PowerShell.Commands;

namespace Freeze.Shell.Objects;

/// <summary>Gives each match the lines around it, and holds it until those have come.</summary>
/// <param name="before">How many lines before it.</param>
/// <param name="after">How many lines after it.</param>
internal sealed class ContextCollector(int before, int after)
{
    private readonly Queue<MatchInfo> _ready = new();
    private readonly List<(string Text, MatchInfo? Match)> _lines = [];
    // The place in _lines of the line whose context is next to be complete.
    private int _next;
    // The first line of _lines that no match has shown yet.
    private int _unshown;

    /// <summary>There is a match whose context is complete.</summary>
    internal bool HasReady => _ready.Count > 0;

    /// <summary>Takes a line, with the match in it if there is one.</summary>
    internal void Add(string line, MatchInfo? match)
    {
        if (before == 0 && after == 0)
        {
            if (match is not null)
            {
                _ready.Enqueue(match);
            }

            return;
        }

        _lines.Add((line, match));
        if (_lines.Count - _next > after)
        {
            Complete();
        }
    }

    /// <summary>Says that no more lines come.</summary>
    internal void End()
    {
        while (_next < _lines.Count)
        {
            Complete();
        }
    }

    /// <summary>The matches whose context is complete; they are handed out once.</summary>
    internal IEnumerable<MatchInfo> TakeReady()
    {
        while (_ready.TryDequeue(out MatchInfo? match))
        {
            yield return match;
        }
    }

    private void Complete()
    {
        if (_lines[_next].Match is { } match)
        {
            int first = Math.Max(0, _next - before);
            int end = Math.Min(_lines.Count, _next + 1 + after);
            int firstShown = Math.Max(first, _unshown);
            // A line is shown once, and a match in the context shows itself.
            int nextMatch = _lines.FindIndex(_next + 1, line => line.Match is not null);
            int endShown = nextMatch < 0 ? end : Math.Min(end, nextMatch);
            match.Context = new MatchInfoContext
            {
                PreContext = Texts(first, _next),
                PostContext = Texts(_next + 1, end),
                DisplayPreContext = Texts(firstShown, _next),
                DisplayPostContext = Texts(_next + 1, endShown),
            };
            _unshown = endShown;
            _ready.Enqueue(match);
        }

        _next++;
        int surplus = _next - before;
        if (surplus > 0)
        {
            _lines.RemoveRange(0, surplus);
            _next -= surplus;
            _unshown = Math.Max(0, _unshown - surplus);
        }
    }

    private string[] Texts(int first, int end) => [.. _lines.Take(first..end).Select(line => line.Text)];
}
