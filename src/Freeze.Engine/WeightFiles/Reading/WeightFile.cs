using System.Runtime.InteropServices;
using Freeze.WeightFiles.Storage;
using Microsoft.Win32.SafeHandles;

namespace Freeze.WeightFiles.Reading;

/// <summary>
/// A weight file open for reading at any place. It is read, not mapped: a mapped file that another program cuts short takes the whole
/// process down, mapped pages count as the process's memory, and reading straight into a tensor's memory is as fast.
/// </summary>
internal sealed partial class WeightFile : IDisposable
{
    // One call of the operating system takes no more than this.
    private const int Most = 1 << 30;

    private readonly SafeFileHandle _handle;

    private WeightFile(string path, SafeFileHandle handle, long length) => (Path, _handle, Length, Blocks) = (path, handle, length, new StorageCache(path, length));

    /// <summary>The file's full path.</summary>
    public string Path { get; }

    /// <summary>Its length in bytes when it was opened.</summary>
    public long Length { get; }

    /// <summary>Storages that had to be read or unpacked as a whole.</summary>
    public StorageCache Blocks { get; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="FreezeException">ModelFileNotFound: no such file, or it cannot be opened; ModelFileCorrupt: it is empty.</exception>
    public static WeightFile Open(string path)
    {
        SafeFileHandle? handle = null;
        try
        {
            path = System.IO.Path.GetFullPath(path);
            if (Directory.Exists(path))
                throw WeightFileError.Missing(path, $"'{path}' is a folder, not a weight file.");
            if (!File.Exists(path))
                throw WeightFileError.Missing(path, $"There is no file '{path}'.");
            handle = OpenHandle(path);
            var length = RandomAccess.GetLength(handle);
            if (length == 0)
                throw WeightFileError.Corrupt(path, "it is empty.");
            return new WeightFile(path, handle, length);
        }
        catch (Exception error)
        {
            handle?.Dispose();
            if (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
                throw WeightFileError.Missing(path, $"'{path}' cannot be read: {error.Message}", error);
            throw;
        }
    }

    /// <summary>Reads bytes into memory.</summary>
    /// <exception cref="FreezeException">ModelFileCorrupt: they lie beyond the end, the file became shorter meanwhile, or its disk fails.</exception>
    public void Read(long offset, Span<byte> target)
    {
        if (offset < 0 || offset > Length - target.Length)
            throw WeightFileError.Corrupt(Path, $"{target.Length} bytes at {offset} lie beyond its end at {Length}.");
        try
        {
            while (target.Length > 0)
            {
                var read = RandomAccess.Read(_handle, target[..Math.Min(target.Length, Most)], offset);
                if (read == 0)
                    throw WeightFileError.Corrupt(Path, $"it had {Length} bytes and ends at {offset} now; another program is writing it.");
                target = target[read..];
                offset += read;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw WeightFileError.Corrupt(Path, $"it cannot be read at {offset}: {error.Message}", error);
        }
    }

    /// <summary>Reads bytes into a new array.</summary>
    public byte[] Read(long offset, int length)
    {
        if (offset < 0 || offset > Length - length)
            throw WeightFileError.Corrupt(Path, $"{length} bytes at {offset} lie beyond its end at {Length}.");
        var bytes = GC.AllocateUninitializedArray<byte>(length);
        Read(offset, bytes.AsSpan());
        return bytes;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _handle.Dispose();
        Blocks.Dispose();
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
