using System.Text;
using Microsoft.PowerShell.Commands;

namespace Freeze.Shell.Objects;

/// <summary>Looks for patterns in the lines of files.</summary>
/// <param name="matcher">What to look for.</param>
/// <param name="encoding">The files' encoding.</param>
/// <param name="context">How many lines around a match to keep.</param>
/// <param name="onlyFirst">One match of each file is enough.</param>
internal sealed class FileSearch(LineMatcher matcher, Encoding encoding, (int Before, int After) context, bool onlyFirst)
{
    /// <summary>The matches in a file, as it is read.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    internal IEnumerable<MatchInfo> In(string file)
    {
        var collector = new ContextCollector(context.Before, context.After);
        using (var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite), encoding))
        {
            for (ulong number = 1; reader.ReadLine() is { } line; number++)
            {
                MatchInfo? match = matcher.Find(line);
                if (match is not null)
                {
                    match.Path = file;
                    match.LineNumber = number;
                }

                collector.Add(line, match);
                if (onlyFirst && collector.HasReady)
                {
                    // It goes out after the file is closed, so that what comes next can change the file.
                    break;
                }

                foreach (MatchInfo ready in collector.TakeReady())
                {
                    yield return ready;
                }
            }
        }

        collector.End();
        foreach (MatchInfo ready in onlyFirst ? collector.TakeReady().Take(1) : collector.TakeReady())
        {
            yield return ready;
        }
    }
}
