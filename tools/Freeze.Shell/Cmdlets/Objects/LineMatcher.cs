using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;
using Microsoft.PowerShell.Commands;

namespace Freeze.Shell.Objects;

/// <summary>Looks for patterns in lines.</summary>
/// <param name="patterns">The patterns.</param>
/// <param name="expressions">They as regular expressions, or nothing to look for them as they are.</param>
/// <param name="caseSensitive">Whether a and A differ.</param>
/// <param name="inverted">Find the lines without any of the patterns.</param>
/// <param name="all">Find all places in a line.</param>
/// <param name="emphasize">Remember the places, to show them.</param>
internal sealed class LineMatcher(string[] patterns, Regex[]? expressions, bool caseSensitive, bool inverted, bool all, bool emphasize)
{
    /// <summary>Reads regular expressions; one that is not valid ends the command.</summary>
    internal static Regex[] Compile(PSCmdlet command, string[] patterns, bool caseSensitive) => Array.ConvertAll(patterns, pattern =>
    {
        try
        {
            return new Regex(pattern, caseSensitive ? RegexOptions.None : RegexOptions.IgnoreCase);
        }
        catch (ArgumentException e)
        {
            command.ThrowTerminatingError(SearchError.For($"The string {pattern} is not a valid regular expression: {e.Message}", "InvalidRegex", e));
            throw;
        }
    });

    /// <summary>The match in this line, or nothing.</summary>
    internal MatchInfo? Find(string line)
    {
        int found = 0;
        Match[] matches = [];
        (int Start, int Length)[] places = [];
        while (found < patterns.Length && !Look(line, found, out matches, out places))
        {
            found++;
        }

        bool hit = found < patterns.Length;
        if (hit == inverted)
        {
            return null;
        }

        // Where no pattern may match, the first one stands for all.
        return new MatchInfo(emphasize && hit ? places : [])
        {
            IgnoreCase = !caseSensitive,
            Line = line,
            Pattern = patterns[inverted ? 0 : found],
            Matches = matches,
        };
    }

    private bool Look(string line, int pattern, out Match[] matches, out (int Start, int Length)[] places)
    {
        if (expressions is null)
        {
            matches = [];
            int start = CultureInfo.CurrentCulture.CompareInfo.IndexOf(line, patterns[pattern], caseSensitive ? CompareOptions.None : CompareOptions.IgnoreCase);
            places = start < 0 ? [] : [(start, patterns[pattern].Length)];
            return start >= 0;
        }

        matches = all && !inverted ? [.. expressions[pattern].Matches(line).Cast<Match>()] : expressions[pattern].Match(line) is { Success: true } only ? [only] : [];
        places = Array.ConvertAll(matches, match => (match.Index, match.Length));
        return matches.Length > 0;
    }
}
