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
    public static IEnumerable<string> ToExisting(PSCmdlet command, string path)
    {
        var literal = ToFull(command, path);
        if (Path.Exists(literal) || !WildcardPattern.ContainsWildcardCharacters(path))
            return [literal];
        var found = command.SessionState.Path.GetResolvedProviderPathFromPSPath(path, out var provider);
        return found.Select(full => RequireFileSystem(path, full, provider)).ToList();
    }

    private static string RequireFileSystem(string path, string full, ProviderInfo provider) => provider.Name == "FileSystem" ? full
        : throw new FreezeException(ErrorCode.OptionInvalid, path, $"{path} is a path of {provider.Name}, not of the file system.", "Give a file path.");
}
