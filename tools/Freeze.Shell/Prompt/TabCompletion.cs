using System.Management.Automation;

namespace Freeze.Shell.Prompt;

/// <summary>The candidates for one place in one line, and the walk through them with the tab key.</summary>
internal sealed class TabCompletion
{
    private readonly string _text;
    private readonly CommandCompletion _completion;
    private int _chosen = -1;

    private TabCompletion(string text, CommandCompletion completion)
    {
        _text = text;
        _completion = completion;
    }

    /// <summary>The candidates in their order.</summary>
    internal IReadOnlyList<CompletionResult> Candidates => _completion.CompletionMatches;

    /// <summary>Which candidate stands in the line, or -1.</summary>
    internal int Chosen => _chosen;

    /// <summary>Asks the engine; null where it has nothing to offer.</summary>
    /// <param name="text">The line.</param>
    /// <param name="cursor">The place in it.</param>
    internal static TabCompletion? Find(string text, int cursor)
    {
        using var engine = PowerShell.Create(RunspaceMode.CurrentRunspace);
        var completion = CommandCompletion.CompleteInput(text, cursor, null, engine);
        return completion.CompletionMatches.Count == 0 ? null : new TabCompletion(text, completion);
    }

    /// <summary>Puts the next candidate into the line.</summary>
    /// <param name="buffer">The line that was asked about.</param>
    /// <param name="forward">False for the previous one.</param>
    internal void Advance(LineBuffer buffer, bool forward)
    {
        int count = Candidates.Count;
        _chosen = _chosen < 0 ? (forward ? 0 : count - 1) : (_chosen + (forward ? 1 : count - 1)) % count;
        string candidate = Candidates[_chosen].CompletionText;
        string head = _text[.._completion.ReplacementIndex];
        string tail = _text[(_completion.ReplacementIndex + _completion.ReplacementLength)..];
        buffer.Set(head + candidate + tail, head.Length + candidate.Length);
    }
}
