using System.Diagnostics;
using Xunit;

namespace Freeze.Tests.WeightFiles;

/// <summary>Real PyTorch, to read what Freeze has written; tests skip without it.</summary>
internal static class PythonTorch
{
    /// <summary>Runs a script with arguments and gives its lines.</summary>
    public static string[] Run(string script, params string[] arguments)
    {
        var python = new[] { "/usr/bin/python3", "python3", "python" }.FirstOrDefault(HasTorch);
        Assert.SkipWhen(python is null, "Python with PyTorch is not installed.");
        var (code, output, error) = Start(python!, ["-c", script, .. arguments]);
        Assert.True(code == 0, error);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    private static bool HasTorch(string python)
    {
        try
        {
            return Start(python, ["-c", "import torch"]).Code == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static (int Code, string Output, string Error) Start(string python, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
