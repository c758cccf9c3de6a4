using System.Management.Automation;
using System.Text;
using System.Text.RegularExpressions;

namespace Microsoft.PowerShell.Commands;

/// <summary>A line that Select-String found.</summary>
public sealed class MatchInfo
{
    private const string Stream = "InputStream";

    private readonly (int Start, int Length)[] _emphasized;
    private string? _path;

    /// <summary>A match of which nothing is emphasized.</summary>
    public MatchInfo() => _emphasized = [];

    internal MatchInfo((int Start, int Length)[] emphasized) => _emphasized = emphasized;

    /// <summary>Whether a and A were equal.</summary>
    public bool IgnoreCase { get; set; }

    /// <summary>The line's number in its file, or in the pipeline, from 1.</summary>
    public ulong LineNumber { get; set; }

    /// <summary>The line.</summary>
    public string Line { get; set; } = string.Empty;

    /// <summary>The file's name, or InputStream.</summary>
    public string Filename => _path is null ? Stream : System.IO.Path.GetFileName(_path);

    /// <summary>The file's path, or InputStream.</summary>
    public string Path
    {
        get => _path ?? Stream;
        set => _path = value;
    }

    /// <summary>The pattern that was found.</summary>
    public string Pattern { get; set; } = string.Empty;

    /// <summary>The lines around it, where they were asked for.</summary>
    public MatchInfoContext? Context { get; set; }

    /// <summary>What matched the regular expression.</summary>
    public Match[] Matches { get; set; } = [];

    /// <summary>The file's path seen from a folder, where it lies below that.</summary>
    /// <param name="directory">The folder.</param>
    public string RelativePath(string? directory)
    {
        if (_path is null || string.IsNullOrEmpty(directory) || _path.Length <= directory.Length
            || !_path.StartsWith(directory, StringComparison.OrdinalIgnoreCase))
        {
            return Path;
        }

        return IsSeparator(directory[^1]) ? _path[directory.Length..]
            : IsSeparator(_path[directory.Length]) ? _path[(directory.Length + 1)..]
            : _path;
    }

    /// <inheritdoc/>
    public override string ToString() => ToString(null);

    /// <summary>The line with its place, and the lines around it.</summary>
    /// <param name="directory">The folder from which to see the path; nothing for the whole path.</param>
    public string ToString(string? directory) => Render(directory, Line);

    /// <summary>As <see cref="ToString(string)"/>, with the matches in reversed colours where the host can show them.</summary>
    /// <param name="directory">The folder from which to see the path; nothing for the whole path.</param>
    public string ToEmphasizedString(string? directory) => Render(directory, Emphasize());

    internal MatchInfo WithoutDisplayedContext()
    {
        var copy = (MatchInfo)MemberwiseClone();
        copy.Matches = [.. Matches];
        if (Context is not null)
        {
            copy.Context = (MatchInfoContext)Context.Clone();
            copy.Context.DisplayPreContext = [];
            copy.Context.DisplayPostContext = [];
        }

        return copy;
    }

    private static bool IsSeparator(char letter) => letter is '/' or '\\';

    private string Render(string? directory, string line)
    {
        string path = directory is null ? Path : RelativePath(directory);
        if (Context is null)
        {
            return Render(line, LineNumber, path, string.Empty);
        }

        ulong number = LineNumber - (ulong)Context.DisplayPreContext.Length;
        IEnumerable<string> lines =
        [
            .. Context.DisplayPreContext.Select(before => Render(before, number++, path, "  ")),
            Render(line, number++, path, "> "),
            .. Context.DisplayPostContext.Select(after => Render(after, number++, path, "  ")),
        ];
        return string.Join(Environment.NewLine, lines);
    }

    private string Render(string line, ulong number, string path, string mark) => _path is null ? mark + line : $"{mark}{path}:{number}:{line}";

    private string Emphasize()
    {
        var text = new StringBuilder();
        int next = 0;
        foreach ((int start, int length) in _emphasized)
        {
            text.Append(Line, next, start - next).Append(PSStyle.Instance.Reverse).Append(Line, start, length).Append(PSStyle.Instance.Reset);
            next = start + length;
        }

        return text.Append(Line, next, Line.Length - next).ToString();
    }
}
