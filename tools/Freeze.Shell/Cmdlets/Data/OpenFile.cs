using System.Management.Automation;
using System.Runtime.CompilerServices;
using System.Text;

namespace Freeze.Shell.Data;

/// <summary>A file that a command writes to.</summary>
internal sealed class OpenFile : IDisposable
{
    private const string Engine = "System.Management.Automation.PathUtils, System.Management.Automation";

    private readonly FileInfo? _readOnly;

    private OpenFile(StreamWriter writer, FileInfo? readOnly)
    {
        Writer = writer;
        _readOnly = readOnly;
    }

    /// <summary>Takes the text.</summary>
    internal StreamWriter Writer { get; }

    /// <summary>Opens a file in the way, and with the errors, of the engine's commands.</summary>
    internal static OpenFile ToWrite(PSCmdlet command, string path, Encoding encoding, bool append, bool force, bool noClobber, bool literal)
    {
        MasterStreamOpen(null, command, path, encoding, false, append, force, noClobber, out _, out StreamWriter writer, out FileInfo? readOnly, literal);
        return new OpenFile(writer, readOnly);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Writer.Dispose();
        if (_readOnly is not null)
        {
            // It was writable for as long as it was forced to be.
            _readOnly.Attributes |= FileAttributes.ReadOnly;
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.StaticMethod)]
    private static extern void MasterStreamOpen(
        [UnsafeAccessorType(Engine)] object? owner,
        PSCmdlet cmdlet,
        string filePath,
        Encoding resolvedEncoding,
        bool defaultEncoding,
        bool append,
        bool force,
        bool noClobber,
        out FileStream fileStream,
        out StreamWriter streamWriter,
        out FileInfo? readOnlyFileInfo,
        bool isLiteralPath);
}
