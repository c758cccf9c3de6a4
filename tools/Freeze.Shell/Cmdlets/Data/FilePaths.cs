using System.Management.Automation;
using System.Runtime.CompilerServices;
using System.Text;

namespace Freeze.Shell.Data;

/// <summary>The engine's way from the path that a user gave to one file, with the errors that its commands report.</summary>
internal static class FilePaths
{
    private const string Engine = "System.Management.Automation.PathUtils, System.Management.Automation";

    /// <summary>The one file that a path stands for, whether it exists or not.</summary>
    /// <exception cref="RuntimeException">It stands for several, or for something that is no file.</exception>
    internal static string ResolveFile(this PSCmdlet command, string path, bool literal) => ResolveFilePath(null, path, command, literal);

    /// <summary>Opens a file to read.</summary>
    /// <exception cref="RuntimeException">It cannot be opened.</exception>
    internal static StreamReader OpenReader(this PSCmdlet command, string path, Encoding encoding, bool literal) =>
        OpenStreamReader(null, command, path, encoding, literal);

    [UnsafeAccessor(UnsafeAccessorKind.StaticMethod)]
    private static extern string ResolveFilePath([UnsafeAccessorType(Engine)] object? owner, string filePath, PSCmdlet command, bool isLiteralPath);

    [UnsafeAccessor(UnsafeAccessorKind.StaticMethod)]
    private static extern StreamReader OpenStreamReader(
        [UnsafeAccessorType(Engine)] object? owner, PSCmdlet command, string filePath, Encoding encoding, bool isLiteralPath);
}
