using System.Management.Automation;
using System.Reflection;
using Freeze.Shell.Prompt;

namespace Freeze.Shell.Host;

/// <summary>The program: reads its command line, opens a session, runs, and answers with an exit code.</summary>
internal static class ShellProgram
{
    /// <summary>The exit code after an error that ended the run.</summary>
    private const int Failed = 1;

    /// <summary>Runs the shell and returns the process's exit code.</summary>
    /// <param name="commandLine">The arguments of the process.</param>
    internal static int Run(string[] commandLine)
    {
        var arguments = ShellArguments.Read(commandLine);
        if (arguments.Problem is { } problem)
        {
            Console.Error.WriteLine(problem + Environment.NewLine + Environment.NewLine + ShellArguments.Usage);
            return ShellArguments.BadCommandLine;
        }
        if (arguments.ShowHelp || arguments.ShowVersion)
        {
            Console.Out.WriteLine(arguments.ShowHelp ? ShellArguments.Usage : $"PowerShell {EngineVersion}");
            return 0;
        }
        if (arguments.WorkingDirectory is { } folder)
        {
            if (!Directory.Exists(folder))
                return Refuse($"The working directory '{folder}' does not exist.");
            Directory.SetCurrentDirectory(folder);
        }
        return Run(arguments);
    }

    /// <summary>The version of the PowerShell engine.</summary>
    internal static string EngineVersion =>
        typeof(PSObject).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split(' ', '+')[0] ?? "unknown";

    private static int Run(ShellArguments arguments)
    {
        bool wantsPrompt = arguments.File is null && arguments.Command is null;
        string? script = arguments.File is null ? null : Path.GetFullPath(arguments.File);
        if (script is not null && !File.Exists(script))
            return Refuse($"The script '{arguments.File}' does not exist.");

        using var session = new ShellSession(new ShellHost(interactive: !arguments.NonInteractive));
        Console.CancelKeyPress += (_, key) =>
        {
            // The pipeline is stopped, the process lives on.
            key.Cancel = true;
            session.Stop();
        };

        int code = 0;
        if (script is not null)
            code = ExitCode(session, session.RunScript(script, arguments.ScriptArguments), isScript: true);
        else if (arguments.Command is not null || !TerminalStreams.Input)
            code = RunCommand(session, arguments.Command ?? "-");
        if (session.Host.ExitCode is null && (arguments.NoExit || (wantsPrompt && TerminalStreams.Input)))
            code = InteractiveLoop.Run(session, greet: !arguments.NoLogo);
        return session.Host.ExitCode ?? code;
    }

    private static int RunCommand(ShellSession session, string command)
    {
        FreezeModule.Import(session);
        string text = command == "-" ? Console.In.ReadToEnd() : command;
        return ExitCode(session, session.RunText(text, remember: true), isScript: false);
    }

    /// <summary>As pwsh: a text whose last command failed gives 1, a script only where an error ended it.</summary>
    private static int ExitCode(ShellSession session, PipelineEnd end, bool isScript) => end switch
    {
        PipelineEnd.Completed when isScript => 0,
        PipelineEnd.Completed => session.LastCommandFailed ? Failed : 0,
        _ => Failed,
    };

    private static int Refuse(string reason)
    {
        Console.Error.WriteLine(reason);
        return ShellArguments.BadCommandLine;
    }
}
