using System.Diagnostics;

namespace Freeze.Tests.Networks.Reference;

/// <summary>A Python process that answers with torchvision's networks, where this machine has one; FREEZE_PYTHON can name the interpreter.</summary>
public sealed class TorchvisionReference : IDisposable
{
    private readonly Process? _process;

    public TorchvisionReference()
    {
        foreach (var python in Candidates())
        {
            if (!CanImport(python))
                continue;
            _process = Start(python, Path.Combine(LibtorchForTests.RepositoryRoot, "tests", "Freeze.Engine.Tests", "Networks", "Reference", "torchvision_reference.py"));
            return;
        }
    }

    /// <summary>Whether there is one.</summary>
    public bool IsThere => _process is not null;

    /// <summary>Lets torchvision build a network, and write it and what it computes into a folder.</summary>
    public void Write(string name, int size, int classes, string folder)
    {
        _process!.StandardInput.WriteLine($"{name}\t{size}\t{classes}\t{folder}");
        _process.StandardInput.Flush();
        if (_process.StandardOutput.ReadLine() is var line && line != "ok")
            throw new InvalidOperationException($"torchvision could not answer for {name}: {line}");
    }

    public void Dispose()
    {
        _process?.StandardInput.Close();
        _process?.WaitForExit();
        _process?.Dispose();
    }

    private static IEnumerable<string> Candidates() => Environment.GetEnvironmentVariable("FREEZE_PYTHON") is { Length: > 0 } named ? [named] : ["/usr/bin/python3", "python3", "python"];

    private static bool CanImport(string python)
    {
        try
        {
            using var probe = Start(python, "-c", "import torch, torchvision");
            probe.StandardInput.Close();
            probe.StandardOutput.ReadToEnd();
            probe.WaitForExit();
            return probe.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static Process Start(string python, params string[] arguments) => Process.Start(new ProcessStartInfo(python, arguments)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = arguments[0] == "-c",
    })!;
}
