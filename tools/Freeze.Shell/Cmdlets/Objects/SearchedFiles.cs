using System.Management.Automation;
using Microsoft.PowerShell.Commands;

namespace Freeze.Shell.Objects;

/// <summary>The files that paths stand for, without those that a search is not to look at.</summary>
/// <param name="command">Resolves the paths and writes the errors.</param>
/// <param name="included">Only paths that match one of these; nothing for all.</param>
/// <param name="excluded">No paths that match one of these.</param>
internal sealed class SearchedFiles(PSCmdlet command, string[]? included, string[]? excluded)
{
    /// <summary>The files at the paths; a pattern may stand for folders too, which are passed over.</summary>
    /// <param name="paths">The paths.</param>
    /// <param name="literal">Take them as they are.</param>
    internal IEnumerable<string> At(string[] paths, bool literal)
    {
        foreach (string path in paths)
        {
            ProviderInfo provider;
            IEnumerable<string> files = literal
                ? [command.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out provider, out _)]
                : command.GetResolvedProviderPathFromPSPath(path, out provider);
            if (provider.Name != FileSystemProvider.ProviderName)
            {
                string name = $"{provider.ModuleName}\\{provider.Name}";
                command.WriteError(SearchError.For($"Cannot open the file because the current provider ({name}) cannot open files.", "ProcessingFile", null));
                continue;
            }

            foreach (string file in files.Where(file => !Directory.Exists(file)))
            {
                yield return file;
            }
        }
    }

    internal bool IsWanted(string file) => (included is null || MatchesAny(included, file)) && (excluded is null || !MatchesAny(excluded, file));

    private static bool MatchesAny(string[] patterns, string text) =>
        Array.Exists(patterns, pattern => WildcardPattern.Get(pattern, WildcardOptions.IgnoreCase).IsMatch(text));
}
