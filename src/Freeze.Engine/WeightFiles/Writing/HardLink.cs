using System.Runtime.InteropServices;

namespace Freeze.WeightFiles.Writing;

/// <summary>A second name for a file, which costs no bytes.</summary>
internal static partial class HardLink
{
    /// <summary>Gives a file another name in the same file system.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">Its other path; nothing may be there yet.</param>
    /// <returns>Whether it has it now; not every file system can.</returns>
    public static bool TryCreate(string path, string name) => OperatingSystem.IsWindows() ? CreateHardLink(name, path, IntPtr.Zero) : Link(path, name) == 0;

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string path, string name);

    [LibraryImport("kernel32", EntryPoint = "CreateHardLinkW", StringMarshalling = StringMarshalling.Utf16)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool CreateHardLink(string name, string path, IntPtr security);
}
