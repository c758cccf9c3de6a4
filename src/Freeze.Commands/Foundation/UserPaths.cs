using System.Management.Automation;

namespace Freeze.Commands;

/// <summary>Turns what a user typed as a path into full paths of the file system, relative to the session's location and not the process's.</summary>
internal static class UserPaths
{
    /// <summary>One path that need not exist: an output, or an input whose absence the engine reports.</summary>
    /// <exception cref="FreezeException">OptionInvalid: it is empty, as a variable without a value makes it, or no path of the file system.</exception>
    public static string ToFull(PSCmdlet command, string path)
    {
        if (string.IsNullOrWhiteSpace(path))
            throw new FreezeException(ErrorCode.OptionInvalid, "Path", "A path is empty.", "Give a file path; a variable in its place must have a value.");
        return RequireFileSystem(path, command.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _), provider);
    }

    /// <summary>Paths to read, wildcards expanded where the path is not a file by its very name.</summary>
    /// <param name="command">Whose location counts.</param>
    /// <param name="path">What the user typed.</param>
    /// <param name="absent">The error where wildcards match nothing: going on with no file at all would be another command than the one that was typed.</param>
    /// <exception cref="FreezeException">The absent one; OptionInvalid.</exception>
    public static IReadOnlyList<string> ToExisting(PSCmdlet command, string path, ErrorCode absent = ErrorCode.ModelFileNotFound)
    {
        var literal = ToFull(command, path);
        if (Path.Exists(literal) || !WildcardPattern.ContainsWildcardCharacters(path))
            return [literal];
        var found = Match(command, path);
        return found.Count > 0 ? found : throw new FreezeException(absent, path, $"No file matches '{path}'.",
            "Check the folder and the pattern; it is relative to the current location.");
    }

    /// <summary>Weight files to read.</summary>
    /// <param name="command">Whose location counts, and whose -Weights they are.</param>
    /// <param name="weights">What the user typed.</param>
    /// <exception cref="FreezeException">
    /// ModelFileNotFound: -Weights is given and names no file, such as an empty variable or search result; OptionInvalid.
    /// </exception>
    public static IReadOnlyList<string> ToWeights(PSCmdlet command, string[]? weights)
    {
        if (weights is null or [] && command.MyInvocation.BoundParameters.ContainsKey("Weights"))
            throw new FreezeException(ErrorCode.ModelFileNotFound, "Weights", "-Weights is given but names no file.",
                "Give it the path of a weight file, or leave it out for random weights.");
        return [.. (weights ?? []).SelectMany(path => ToExisting(command, path))];
    }

    private static List<string> Match(PSCmdlet command, string path)
    {
        try
        {
            var found = command.SessionState.Path.GetResolvedProviderPathFromPSPath(path, out var provider);
            return [.. found.Select(full => RequireFileSystem(path, full, provider))];
        }
        catch (ItemNotFoundException)
        {
            // The folder of the pattern is not there.
            return [];
        }
    }

    private static string RequireFileSystem(string path, string full, ProviderInfo provider) => provider.Name == "FileSystem" ? full
        : throw new FreezeException(ErrorCode.OptionInvalid, path, $"{path} is a path of {provider.Name}, not of the file system.", "Give a file path.");
}
