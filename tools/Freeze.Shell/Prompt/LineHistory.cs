namespace Freeze.Shell.Prompt;

/// <summary>What was typed before, in this session and in earlier ones, and the walk through it.</summary>
/// <remarks>A walk visits only lines that begin with what was typed when it began, and each text once.</remarks>
internal sealed class LineHistory
{
    /// <summary>How many lines a file keeps.</summary>
    private const int Limit = 2000;

    /// <summary>Stands for a line break inside an entry, one entry being one line of the file.</summary>
    private const char BreakMark = '\u2028';

    private readonly List<string> _lines = [];
    private readonly string? _file;
    private string _typed = string.Empty;
    private int _position;

    /// <summary>A history that begins with the lines of a file.</summary>
    /// <param name="file">The file, or null to keep nothing; one that cannot be read or written is done without.</param>
    internal LineHistory(string? file)
    {
        _file = file;
        Attempt(() =>
        {
            if (File.Exists(file))
                _lines.AddRange(File.ReadLines(file).TakeLast(Limit).Select(line => line.Replace(BreakMark, '\n')));
        });
        Rest();
    }

    /// <summary>The user's own history file, or null where the platform names no folder for it.</summary>
    internal static string? UserFile =>
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData) is { Length: > 0 } folder ? Path.Combine(folder, "freeze", "shell-history.txt") : null;

    /// <summary>Appends a line; empty ones and repetitions of the last one are not worth keeping.</summary>
    internal void Add(string line)
    {
        if (!string.IsNullOrWhiteSpace(line) && (_lines.Count == 0 || _lines[^1] != line))
        {
            _lines.Add(line);
            Attempt(() => Append(line));
        }
        Rest();
    }

    /// <summary>The next older line, or null at the oldest.</summary>
    /// <param name="current">What stands in the line now; remembered as a walk begins.</param>
    internal string? Older(string current)
    {
        Begin(current);
        int found = _position - 1;
        while (found >= 0 && !Visits(found, current))
            found--;
        return found < 0 ? null : _lines[_position = found];
    }

    /// <summary>The next newer line; behind the newest, what had been typed; null when no walk is under way.</summary>
    /// <param name="current">What stands in the line now.</param>
    internal string? Newer(string current)
    {
        if (_position >= _lines.Count)
            return null;
        int found = _position + 1;
        while (found < _lines.Count && !Visits(found, current))
            found++;
        _position = found;
        return found < _lines.Count ? _lines[found] : _typed;
    }

    /// <summary>Ends a walk: the line was edited or accepted.</summary>
    internal void Rest() => _position = _lines.Count;

    private void Begin(string current)
    {
        if (_position == _lines.Count)
            _typed = current;
    }

    private bool Visits(int index, string current) =>
        _lines[index] != current && _lines[index].StartsWith(_typed, StringComparison.OrdinalIgnoreCase);

    private void Append(string line)
    {
        if (_file is null)
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(_file)!);
        File.AppendAllText(_file, line.Replace("\r", string.Empty, StringComparison.Ordinal).Replace('\n', BreakMark) + "\n");
    }

    private static void Attempt(Action access)
    {
        try
        {
            access();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A history that cannot be kept must not keep anyone from working.
        }
    }
}
