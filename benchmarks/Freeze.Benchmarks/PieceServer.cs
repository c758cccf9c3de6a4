using System.Diagnostics;

namespace Freeze.Benchmarks;

/// <summary>A process that is kept and does a piece of work whenever it is asked, so that several processes can be measured in turns.</summary>
internal sealed class PieceServer : IDisposable
{
    private readonly Process _process;

    private PieceServer(Process process) => _process = process;

    /// <summary>Starts this program on a piece that serves.</summary>
    /// <param name="environment">Variables that are set for it, or removed where the value is null.</param>
    /// <param name="arguments">The piece's name and its arguments.</param>
    public static PieceServer Start(IReadOnlyDictionary<string, string?>? environment, params string[] arguments) =>
        Start(Environment.ProcessPath!, environment, [typeof(ChildProcess).Assembly.Location, ChildProcess.Switch, .. arguments]);

    /// <summary>Starts any program that answers lines.</summary>
    public static PieceServer Start(string program, IReadOnlyDictionary<string, string?>? environment, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
            start.Environment[name] = value;
        return new PieceServer(Process.Start(start)!);
    }

    /// <summary>The serving side: answers line after line until there are no more.</summary>
    /// <param name="answer">Does what a line says.</param>
    public static string Serve(Func<string, string> answer)
    {
        while (Console.In.ReadLine() is { } request)
        {
            Console.Out.WriteLine(answer(request));
            Console.Out.Flush();
        }

        return "";
    }

    /// <summary>Asks for something and waits for the answer.</summary>
    public string Ask(string request)
    {
        _process.StandardInput.WriteLine(request);
        _process.StandardInput.Flush();
        return _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"The process ended instead of answering '{request}'.");
    }

    /// <summary>Lets it end.</summary>
    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(10_000))
            _process.Kill();
        _process.Dispose();
    }
}
