namespace Freeze.Shell.Host;

/// <summary>What the shell was asked to run, read from its command line as pwsh reads it.</summary>
internal sealed record ShellArguments
{
    /// <summary>How the shell was called, for -Help.</summary>
    internal const string Usage = """
        Freeze.Shell: a small PowerShell host that has Freeze at hand.

            Freeze.Shell [-File] SCRIPT [ARGUMENTS]    runs a script
            Freeze.Shell -Command TEXT [ARGUMENTS]     runs a text; - reads it from the standard input
            Freeze.Shell [-NoExit]                     an interactive prompt

        -WorkingDirectory PATH   starts there
        -NoExit                  shows the prompt after the script or the text
        -NonInteractive          asks no questions: commands that want to are refused
        -NoLogo                  no greeting
        -Version                 prints the version of the PowerShell engine
        -Help, -?                prints this

        Accepted for the sake of scripts written for pwsh, and without effect: -NoProfile, -ExecutionPolicy POLICY.
        Exit codes are those of pwsh: what 'exit' says, 1 after an error that ended the run, else 0.
        """;

    /// <summary>The exit code of pwsh for a command line that it does not understand.</summary>
    internal const int BadCommandLine = 64;

    /// <summary>A script to run, or null.</summary>
    internal string? File { get; private set; }

    /// <summary>A text to run, or null; "-" means the standard input.</summary>
    internal string? Command { get; private set; }

    /// <summary>What follows the script, as typed.</summary>
    internal IReadOnlyList<string> ScriptArguments { get; private set; } = [];

    /// <summary>Stay at a prompt afterwards.</summary>
    internal bool NoExit { get; private set; }

    /// <summary>Print no greeting.</summary>
    internal bool NoLogo { get; private set; }

    /// <summary>Refuse to ask.</summary>
    internal bool NonInteractive { get; private set; }

    /// <summary>Print the engine's version and end.</summary>
    internal bool ShowVersion { get; private set; }

    /// <summary>Print the usage and end.</summary>
    internal bool ShowHelp { get; private set; }

    /// <summary>Where to start, or null for the process's own directory.</summary>
    internal string? WorkingDirectory { get; private set; }

    /// <summary>Why the command line cannot be used, or null.</summary>
    internal string? Problem { get; private set; }

    /// <summary>Reads a command line; what cannot be understood ends up in <see cref="Problem"/>.</summary>
    /// <param name="arguments">The arguments of the process.</param>
    internal static ShellArguments Read(IReadOnlyList<string> arguments)
    {
        var read = new ShellArguments();
        for (int index = 0; index < arguments.Count && read.Problem is null; index++)
        {
            string argument = arguments[index];
            bool isSwitch = argument.Length > 1 && argument[0] is '-' or '–' or '—';
            if (!isSwitch)
            {
                // As in pwsh, a bare first argument is the script; a lone dash stands for the standard input.
                if (argument == "-")
                    read.Command = "-";
                else
                    read.TakeFile(arguments, index);
                break;
            }
            if (read.Take(arguments, ref index, argument[1..].TrimStart('-').ToLowerInvariant()))
                break;
        }
        return read;
    }

    /// <summary>Takes one switch and its value; true where everything behind belongs to it.</summary>
    private bool Take(IReadOnlyList<string> arguments, ref int index, string name)
    {
        switch (name)
        {
            case "file" or "f":
                if (++index < arguments.Count)
                    TakeFile(arguments, index);
                else
                    Problem = "-File wants the path of a script.";
                return true;
            case "command" or "c":
                if (++index < arguments.Count)
                    Command = arguments[index] == "-" ? "-" : string.Join(' ', arguments.Skip(index));
                else
                    Problem = "-Command wants a text to run.";
                return true;
            case "workingdirectory" or "wd":
                WorkingDirectory = ++index < arguments.Count ? arguments[index] : null;
                Problem = WorkingDirectory is null ? "-WorkingDirectory wants a path." : null;
                break;
            case "executionpolicy" or "ex" or "ep":
                index++;
                break;
            case "noprofile" or "nop" or "interactive" or "i" or "login" or "l":
                break;
            case "noexit" or "noe":
                NoExit = true;
                break;
            case "nologo" or "nol":
                NoLogo = true;
                break;
            case "noninteractive" or "noni":
                NonInteractive = true;
                break;
            case "version" or "v":
                ShowVersion = true;
                return true;
            case "help" or "h" or "?":
                ShowHelp = true;
                return true;
            default:
                Problem = $"The argument '{arguments[index]}' is not known.";
                break;
        }
        return false;
    }

    private void TakeFile(IReadOnlyList<string> arguments, int index)
    {
        if (arguments[index] == "-")
        {
            Command = "-";
            return;
        }
        File = arguments[index];
        ScriptArguments = [.. arguments.Skip(index + 1)];
    }
}
