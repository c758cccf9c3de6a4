using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace Freeze.Shell.Host;

/// <summary>Writes to the process's output and error streams, and asks at its input.</summary>
/// <remarks>Escape sequences reach terminals only: what is redirected is plain text, and progress is not in it.</remarks>
internal sealed class ShellUserInterface : PSHostUserInterface
{
    private readonly Lock _gate = new();
    private readonly ProgressArea _progress;
    private readonly Questions _questions;
    private readonly ShellRawInterface _raw = new();

    /// <summary>An interface to the console.</summary>
    /// <param name="interactive">Whether questions may be asked.</param>
    internal ShellUserInterface(bool interactive)
    {
        _progress = new ProgressArea(Console.Out, () => _raw.WindowSize.Width);
        _questions = new Questions(this, interactive);
    }

    /// <inheritdoc/>
    public override PSHostRawUserInterface RawUI => _raw;

    /// <inheritdoc/>
    public override bool SupportsVirtualTerminal => TerminalStreams.ColouredOutput;

    /// <inheritdoc/>
    public override void Write(string value) => Put(Console.Out, value, TerminalStreams.ColouredOutput);

    /// <inheritdoc/>
    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value)
    {
        if (!TerminalStreams.ColouredOutput)
        {
            Write(value);
            return;
        }
        lock (_gate)
        {
            _progress.Erase();
            Console.ForegroundColor = foregroundColor;
            if (backgroundColor != Console.BackgroundColor)
                Console.BackgroundColor = backgroundColor;
            Console.Out.Write(value);
            Console.ResetColor();
        }
    }

    /// <inheritdoc/>
    public override void WriteLine(string value) => Write(value + Environment.NewLine);

    /// <inheritdoc/>
    public override void WriteErrorLine(string value)
    {
        // The view of an error ends with a line that is empty; pwsh leaves it out as well.
        if (value.Length > 0)
            Put(Console.Error, Styled(value, PSStyle.Instance.Formatting.Error) + Environment.NewLine, TerminalStreams.ColouredErrors);
    }

    /// <inheritdoc/>
    public override void WriteDebugLine(string message) => WriteMessage("DEBUG: ", message, PSStyle.Instance.Formatting.Debug);

    /// <inheritdoc/>
    public override void WriteVerboseLine(string message) => WriteMessage("VERBOSE: ", message, PSStyle.Instance.Formatting.Verbose);

    /// <inheritdoc/>
    public override void WriteWarningLine(string message) => WriteMessage("WARNING: ", message, PSStyle.Instance.Formatting.Warning);

    /// <inheritdoc/>
    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
        if (!TerminalStreams.Progress)
            return;
        lock (_gate)
            _progress.Update(record);
    }

    /// <summary>Takes the progress away: the pipeline that reported it has ended, or a program takes over the terminal.</summary>
    internal void EndProgress()
    {
        lock (_gate)
            _progress.Clear();
    }

    /// <inheritdoc/>
    public override string ReadLine() => _questions.ReadLine();

    /// <inheritdoc/>
    public override SecureString ReadLineAsSecureString() => _questions.ReadSecret();

    /// <inheritdoc/>
    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
        _questions.AskFields(caption, message, descriptions);

    /// <inheritdoc/>
    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) =>
        _questions.AskChoice(caption, message, choices, defaultChoice);

    /// <inheritdoc/>
    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        _questions.AskCredential(caption, message, userName);

    /// <inheritdoc/>
    public override PSCredential PromptForCredential(
        string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options) =>
        _questions.AskCredential(caption, message, userName);

    private void WriteMessage(string label, string message, string style) => WriteLine(Styled(label + message, style));

    private static string Styled(string value, string style) =>
        value.Contains('\u001b', StringComparison.Ordinal) ? value : style + value + PSStyle.Instance.Reset;

    private void Put(TextWriter stream, string value, bool coloured)
    {
        lock (_gate)
        {
            _progress.Erase();
            stream.Write(coloured ? value : new System.Management.Automation.Internal.StringDecorated(value).ToString(OutputRendering.PlainText));
        }
    }
}
