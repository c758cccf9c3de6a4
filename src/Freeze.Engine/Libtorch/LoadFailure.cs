using System.Text.RegularExpressions;

namespace Freeze.Libtorch;

/// <summary>Turns what the dynamic linker says into a reason and a cure.</summary>
internal static partial class LoadFailure
{
    /// <summary>Explains one failure to load a library.</summary>
    /// <param name="linkerMessage">The message of the exception that NativeLibrary.Load threw.</param>
    public static (string Reason, string Cure) Explain(string linkerMessage)
    {
        if (MissingVersion().Match(linkerMessage) is { Success: true } version)
        {
            var library = version.Groups["version"].Value.StartsWith("GLIBC_", StringComparison.Ordinal) ? "C library (glibc)" : "C++ library (libstdc++)";
            return ($"this machine's {library} is older than {version.Groups["version"].Value}.",
                "Use a newer Linux (Debian 12, Ubuntu 22.04, RHEL 9 or later) or a container of one.");
        }

        if (MissingLibrary().Match(linkerMessage) is { Success: true } missing)
        {
            return ($"it needs {missing.Groups["library"].Value}, which is not on this machine.",
                "Install it with the system's package manager (libstdc++6 and libgomp1 on Debian and Ubuntu), or build the module again.");
        }

        if (WrongPlatform().IsMatch(linkerMessage))
            return ("it was built for another platform or is cut short.", "Build the module for this machine: pwsh ./build.ps1, or dotnet build tools/Freeze.Shell.");
        return (FirstLine(linkerMessage), "Build the module again: pwsh ./build.ps1, or dotnet build tools/Freeze.Shell.");
    }

    private static string FirstLine(string text) => text.Split('\n', 2)[0].Trim();

    [GeneratedRegex(@"version `(?<version>[^']+)' not found")]
    private static partial Regex MissingVersion();

    [GeneratedRegex(@"(?<library>[\w.+-]+\.so[.\d]*): cannot open shared object file")]
    private static partial Regex MissingLibrary();

    [GeneratedRegex("invalid ELF header|wrong ELF class|file too short|incorrect format|not a valid Win32|incompatible architecture|not a mach-o", RegexOptions.IgnoreCase)]
    private static partial Regex WrongPlatform();
}
