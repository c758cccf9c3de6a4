namespace Freeze.Shell.Host;

/// <summary>Which of the process's streams are a terminal that understands escape sequences.</summary>
internal static class TerminalStreams
{
    /// <summary>The terminal understands colours and cursor movements, and the user wants them (https://no-color.org).</summary>
    private static bool Speaks { get; } =
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && Environment.GetEnvironmentVariable("TERM") is not "dumb";

    /// <summary>Whether output may carry colours.</summary>
    internal static bool ColouredOutput { get; } = Speaks && !Console.IsOutputRedirected;

    /// <summary>Whether errors may carry colours.</summary>
    internal static bool ColouredErrors { get; } = Speaks && !Console.IsErrorRedirected;

    /// <summary>Whether progress can be drawn and removed again.</summary>
    internal static bool Progress { get; } = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not "dumb";

    /// <summary>Whether a person can be asked.</summary>
    internal static bool Input { get; } = !Console.IsInputRedirected;
}
