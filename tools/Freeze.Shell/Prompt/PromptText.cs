using System.Management.Automation;
using System.Management.Automation.Internal;
using Freeze.Shell.Host;

namespace Freeze.Shell.Prompt;

/// <summary>What stands before the line: what the session's <c>prompt</c> function says.</summary>
internal static class PromptText
{
    private const string Fallback = "PS> ";

    /// <summary>Runs the function; a prompt that fails or says nothing is replaced.</summary>
    internal static string Of(ShellSession session) =>
        session.Evaluate("prompt")?.ToString() is { Length: > 0 } prompt ? prompt : Fallback;

    /// <summary>The characters of a prompt that take up cells: without colours.</summary>
    internal static string Visible(string prompt) =>
        new StringDecorated(prompt).ToString(OutputRendering.PlainText);
}
