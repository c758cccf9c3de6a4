using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Freeze.Checkpoints;

/// <summary>A whole file mapped for reading. Every access is checked against the length seen when it was opened.</summary>
internal sealed unsafe partial class MappedFile : IDisposable
{
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;
    private bool _disposed;

    private MappedFile(string path, MemoryMappedFile map, long length)
    {
        (Path, _map, Length) = (path, map, length);
        _view = map.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
        _start += _view.PointerOffset;
    }

    /// <summary>The file's full path.</summary>
    public string Path { get; }

    /// <summary>Its length in bytes.</summary>
    public long Length { get; }

    /// <summary>Maps a file.</summary>
    /// <exception cref="FreezeException">ModelFileNotFound: no such file, or it cannot be opened; ModelFileCorrupt: it is empty.</exception>
    public static MappedFile Open(string path)
    {
        try
        {
            path = System.IO.Path.GetFullPath(path);
            if (Directory.Exists(path))
                throw Refusal.Missing(path, $"'{path}' is a folder, not a weight file.");
            if (!File.Exists(path))
                throw Refusal.Missing(path, $"There is no file '{path}'.");
            using var handle = OpenHandle(path);
            var length = RandomAccess.GetLength(handle);
            if (length == 0)
                throw Refusal.Corrupt(path, "it is empty.");
            using var stream = new FileStream(handle, FileAccess.Read, bufferSize: 1);
            var map = MemoryMappedFile.CreateFromFile(stream, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
            return new MappedFile(path, map, length);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Refusal.Missing(path, $"'{path}' cannot be read: {error.Message}", error);
        }
    }

    /// <summary>Bytes of the file; the caller has checked that they lie within it.</summary>
    public ReadOnlySpan<byte> Span(long offset, int length) => new(Pointer(offset, length), length);

    /// <summary>Where bytes of the file lie in memory, while the file is held open.</summary>
    public byte* Pointer(long offset, long length)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (offset < 0 || length < 0 || offset > Length - length)
            throw Refusal.Corrupt(Path, $"{length} bytes at {offset} lie beyond its end at {Length}.");
        return _start + offset;
    }

    /// <summary>Keeps the mapping alive until <see cref="Release"/>, even if the file is disposed meanwhile.</summary>
    public void Hold()
    {
        var held = false;
        _view.SafeMemoryMappedViewHandle.DangerousAddRef(ref held);
    }

    /// <summary>Ends one <see cref="Hold"/>.</summary>
    public void Release() => _view.SafeMemoryMappedViewHandle.DangerousRelease();

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _map.Dispose();
    }

    // Opening a named pipe waits for its writer, for ever if there is none; so Unix opens without waiting and then asks for a length.
    private static SafeFileHandle OpenHandle(string path)
    {
        if (OperatingSystem.IsWindows())
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        const int closeOnExecLinux = 0x80000, noWaitLinux = 0x800, closeOnExecMac = 0x1000000, noWaitMac = 0x4;
        var descriptor = OpenFile(path, OperatingSystem.IsLinux() ? closeOnExecLinux | noWaitLinux : closeOnExecMac | noWaitMac);
        return descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : throw new IOException(Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError()));
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags);
}
