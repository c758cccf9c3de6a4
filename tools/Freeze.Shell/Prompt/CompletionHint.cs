namespace Freeze.Shell.Prompt;

/// <summary>What is shown under the line while the tab key walks: the neighbours, and what the chosen one is.</summary>
internal static class CompletionHint
{
    /// <summary>The lines of the hint, none where there is only one candidate and nothing to say of it.</summary>
    /// <param name="completion">The walk.</param>
    /// <param name="width">How many cells a line has.</param>
    internal static IReadOnlyList<string> Lines(TabCompletion completion, int width)
    {
        var lines = new List<string>();
        if (completion.Candidates.Count > 1)
            lines.Add(Neighbours(completion, width));
        var chosen = completion.Candidates[completion.Chosen];
        string tip = chosen.ToolTip.ReplaceLineEndings(" ").Trim();
        if (tip.Length > 0 && tip != chosen.ListItemText && tip != chosen.CompletionText)
            lines.Add(Cut(tip, width));
        return lines;
    }

    /// <summary>As many names as fit, from the chosen one on.</summary>
    private static string Neighbours(TabCompletion completion, int width)
    {
        string position = $"{completion.Chosen + 1}/{completion.Candidates.Count}  ";
        var names = completion.Candidates.Skip(completion.Chosen).Select(candidate => candidate.ListItemText);
        return Cut(position + string.Join("  ", names), width);
    }

    private static string Cut(string text, int width) => text.Length < width ? text : text[..Math.Max(0, width - 2)] + "…";
}
