using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using System.Text;

namespace Freeze.Shell.Host;

/// <summary>Draws progress on the terminal's last line, and takes it away before anything else is written.</summary>
/// <remarks>One line, whatever the number of activities: the newest one that has not ended. Nothing is drawn unless the output is a terminal.</remarks>
internal sealed class ProgressArea
{
    private const int BarWidth = 24;

    /// <summary>Drawing more often than people can read only slows the work down.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Dictionary<int, ProgressRecord> _activities = [];
    private readonly Func<int> _width;
    private readonly TextWriter _output;
    private long _drawn;
    private bool _isShown;

    /// <summary>An area at the end of <paramref name="output"/>.</summary>
    /// <param name="output">The terminal.</param>
    /// <param name="width">How many cells a line of it has now.</param>
    internal ProgressArea(TextWriter output, Func<int> width)
    {
        _output = output;
        _width = width;
    }

    /// <summary>Takes note of a record, and draws it if the last drawing is old enough.</summary>
    internal void Update(ProgressRecord record)
    {
        if (record.RecordType == ProgressRecordType.Completed)
        {
            _activities.Remove(record.ActivityId);
            if (_activities.Count == 0)
                Erase();
            return;
        }
        _activities[record.ActivityId] = record;
        if (!_isShown || Stopwatch.GetElapsedTime(_drawn) >= Pause)
            Draw(record);
    }

    /// <summary>Takes the line away, until the next record.</summary>
    internal void Erase()
    {
        if (_isShown)
            _output.Write("\r\u001b[K");
        _isShown = false;
    }

    /// <summary>Forgets every activity: whoever reported them has ended.</summary>
    internal void Clear()
    {
        Erase();
        _activities.Clear();
    }

    private void Draw(ProgressRecord record)
    {
        string line = Line(record);
        // The last cell stays empty: writing there makes some terminals wrap.
        int width = Math.Max(0, _width() - 1);
        _output.Write("\r\u001b[K" + (line.Length > width ? line[..width] : line));
        _output.Flush();
        _isShown = true;
        _drawn = Stopwatch.GetTimestamp();
    }

    private static string Line(ProgressRecord record)
    {
        var line = new StringBuilder(record.Activity);
        if (record.PercentComplete >= 0)
        {
            int done = BarWidth * Math.Min(record.PercentComplete, 100) / 100;
            line.Append(" [").Append('#', done).Append('.', BarWidth - done).Append("] ");
            line.Append(CultureInfo.InvariantCulture, $"{record.PercentComplete,3}%");
        }
        line.Append(' ').Append(record.StatusDescription);
        if (!string.IsNullOrEmpty(record.CurrentOperation))
            line.Append(' ').Append(record.CurrentOperation);
        if (record.SecondsRemaining >= 0)
            line.Append(CultureInfo.InvariantCulture, $" {TimeSpan.FromSeconds(record.SecondsRemaining):c} left");
        return line.Replace('\n', ' ').Replace('\r', ' ').ToString();
    }
}
