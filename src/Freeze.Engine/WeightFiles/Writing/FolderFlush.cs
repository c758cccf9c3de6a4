using System.Runtime.InteropServices;

namespace Freeze.WeightFiles.Writing;

/// <summary>Makes the names in a folder as lasting as the files behind them: a renamed file may otherwise be back under its old name after a power cut.</summary>
internal static partial class FolderFlush
{
    private const int InputOutputError = 5, NoSpace = 28;

    /// <summary>Has the system write the folder itself to disk. A file system that cannot is left alone; so is Windows, whose journal does it.</summary>
    /// <exception cref="IOException">The disk fails, or is full.</exception>
    public static void Run(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        var descriptor = OpenFile(folder, OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000); // reading, closed in child processes
        if (descriptor < 0)
            return;
        var error = Synchronize(descriptor) == 0 ? 0 : Marshal.GetLastPInvokeError();
        CloseFile(descriptor);
        if (error is InputOutputError or NoSpace)
            throw new IOException($"'{folder}': {Marshal.GetPInvokeErrorMessage(error)}");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Synchronize(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int CloseFile(int descriptor);
}
