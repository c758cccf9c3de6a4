using System.Management.Automation.Runspaces;

namespace Freeze.Shell.Host;

/// <summary>Turns the words behind a script's name into parameters, as <c>pwsh -File</c> does.</summary>
internal static class ScriptArgumentBinding
{
    /// <summary>Adds the words to the command: <c>-Name value</c>, <c>-Name:value</c>, <c>-Switch</c>, <c>-Switch:$false</c>, or plain values.</summary>
    /// <param name="words">The words as the operating system handed them over: every value is a text.</param>
    /// <param name="command">The script.</param>
    internal static void Bind(IReadOnlyList<string> words, Command command)
    {
        for (int index = 0; index < words.Count; index++)
        {
            string word = words[index];
            int colon = word.IndexOf(':', StringComparison.Ordinal);
            if (!IsParameter(word))
                command.Parameters.Add(null, word);
            else if (colon < 0)
                command.Parameters.Add(word);
            else if (colon < word.Length - 1)
                command.Parameters.Add(word[..colon], Value(word[(colon + 1)..]));
            else if (index + 1 < words.Count)
                command.Parameters.Add(word[..colon], Value(words[++index]));
            else
                command.Parameters.Add(word[..colon], null);
        }
    }

    /// <summary>A dash and a letter: negative numbers and lone dashes are values.</summary>
    private static bool IsParameter(string word) =>
        word.Length > 1 && word[0] is '-' or '–' or '—' && (char.IsLetter(word[1]) || word[1] is '_' or '?');

    /// <summary>A switch can only be turned off by a truth value, so these two words become one.</summary>
    private static object Value(string word) => word.ToUpperInvariant() switch
    {
        "$TRUE" => true,
        "$FALSE" => false,
        _ => word,
    };
}
