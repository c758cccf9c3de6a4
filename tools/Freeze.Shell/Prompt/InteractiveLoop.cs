using Freeze.Shell.Host;

namespace Freeze.Shell.Prompt;

/// <summary>Reads commands at the terminal and runs them until <c>exit</c> or the end of the input.</summary>
internal static class InteractiveLoop
{
    /// <summary>Runs the loop in a session.</summary>
    /// <param name="session">Where commands run.</param>
    /// <param name="greet">Whether to say what this is.</param>
    /// <returns>The exit code where nobody called <c>exit</c>.</returns>
    internal static int Run(ShellSession session, bool greet)
    {
        FreezeModule.Import(session);
        if (greet)
            session.Host.UI.WriteLine($"Freeze, on the PowerShell {ShellProgram.EngineVersion} engine. Try: Get-Command -Module Freeze. Leave with: exit.");
        var editor = NewEditor(session);
        while (session.Host.ExitCode is null)
        {
            string prompt = PromptText.Of(session);
            string? line = editor is null ? ReadPlainly(session, prompt) : editor.Read(prompt);
            if (line is null)
                return 0;
            if (!string.IsNullOrWhiteSpace(line))
                session.RunText(line, remember: true);
        }
        return 0;
    }

    /// <summary>The editor, or null on a terminal that cannot be drawn on.</summary>
    private static LineEditor? NewEditor(ShellSession session) =>
        TerminalStreams.Progress
            ? new LineEditor(new LineHistory(LineHistory.UserFile), () => session.Host.UI.RawUI.WindowSize.Width, TerminalStreams.ColouredOutput)
            : null;

    private static string? ReadPlainly(ShellSession session, string prompt)
    {
        session.Host.UI.Write(prompt);
        return Console.In.ReadLine();
    }
}
