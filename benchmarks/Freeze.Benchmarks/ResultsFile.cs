using System.Text;
using System.Text.RegularExpressions;

namespace Freeze.Benchmarks;

/// <summary>The file of results: a section a benchmark, each replaced when its benchmark has run again.</summary>
internal sealed class ResultsFile(string path)
{
    private const string Preamble = "# Benchmark results\n\nWritten by `dotnet run --project benchmarks/Freeze.Benchmarks -c Release [-- NAME ...]`. Medians of interleaved rounds; the ratios are what counts, the milliseconds are those of one machine.\n";

    /// <summary>Writes a section.</summary>
    public void Replace(string title, string table)
    {
        var text = File.Exists(path) ? File.ReadAllText(path) : Preamble;
        var section = $"\n## {title}\n\n{Machine()}\n\n{table.Trim()}\n";
        var pattern = new Regex($@"\n## {Regex.Escape(title)}\n.*?(?=\n## |\z)", RegexOptions.Singleline);
        text = pattern.IsMatch(text) ? pattern.Replace(text, section.Replace("$", "$$", StringComparison.Ordinal)) : text + section;
        File.WriteAllText(path, text, new UTF8Encoding(false));
    }

    private static string Machine() =>
        FormattableString.Invariant($"{DateTime.UtcNow:yyyy-MM-dd}, {Environment.ProcessorCount} cores, {TorchSharp.torch.get_num_threads()} threads, {System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier}.");
}
