using System.Runtime.InteropServices;

namespace Freeze.WeightFiles.Reading;

/// <summary>Looks at what is in the place of an output before anything is put there.</summary>
internal static partial class OutputPath
{
    // Of the mode that stat gives: which kind of thing it is.
    private const int KindMask = 0xF000, RegularFile = 0x8000;
    private const int ModeOffset = 4, MostBytes = 512;

    private static readonly IReadOnlyDictionary<int, string> Kinds = new Dictionary<int, string>
    {
        [0x1000] = "a named pipe",
        [0x2000] = "a device",
        [0x6000] = "a device",
        [0xC000] = "a socket",
    };

    /// <summary>Requires that nothing is there, or a regular file: a file in the place of a device, a pipe or a link would take it away from others.</summary>
    /// <param name="path">The full path of the output.</param>
    /// <exception cref="FreezeException">OutputNotWritable.</exception>
    public static void RequireReplaceable(string path)
    {
        if (Directory.Exists(path) && new DirectoryInfo(path).LinkTarget is null)
            throw Refused(path, $"'{path}' is a folder.", "Give the path of a file.");
        if (new FileInfo(path).LinkTarget is { } target)
            throw Refused(path, $"'{path}' is a link to '{target}'{(LeadsNowhere(path) ? ", which is not there" : "")}.", "Give the path of the file that it leads to, or remove the link.");
        if (KindOf(path) is { } kind)
            throw Refused(path, $"'{path}' is {kind}, not a file.", "Give the path of a file.");
    }

    /// <summary>Makes a folder, where it is not there, and those above it.</summary>
    /// <param name="path">Its full path.</param>
    /// <exception cref="FreezeException">OutputNotWritable: a link on the way leads nowhere.</exception>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static void CreateFolder(string path)
    {
        RequireNoDanglingLink(path);
        Directory.CreateDirectory(path);
    }

    /// <summary>Requires that no link on the way leads nowhere: the system's own message then is that something is there already.</summary>
    /// <param name="path">A full path.</param>
    /// <exception cref="FreezeException">OutputNotWritable.</exception>
    public static void RequireNoDanglingLink(string path)
    {
        for (var at = Path.TrimEndingDirectorySeparator(path); at is not null; at = Path.GetDirectoryName(at))
        {
            if (LeadsNowhere(at))
                throw Refused(path, $"'{at}' is a link to '{new FileInfo(at).LinkTarget}', which is not there.", "Make the folder that it leads to, remove the link, or give another path.");
        }
    }

    // A link counts as existing for .NET, wherever it leads.
    private static bool LeadsNowhere(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: true) is { } end && !Path.Exists(end.FullName);
        }
        catch (IOException)
        {
            // Nothing is there, or links lead round in a circle: then a link it is, and one to nowhere.
            return new FileInfo(path).LinkTarget is not null;
        }
    }

    private static string? KindOf(string path)
    {
        if (OperatingSystem.IsWindows())
            return null;
        try
        {
            // .NET tells a pipe from a file nowhere; the stat of its own library does, whose first fields are flags and mode.
            var status = new byte[MostBytes];
            if (Status(path, status) != 0)
                return null;
            var kind = MemoryMarshal.Read<int>(status.AsSpan(ModeOffset)) & KindMask;
            return kind == RegularFile ? null : Kinds.GetValueOrDefault(kind);
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }
    }

    private static FreezeException Refused(string path, string why, string cure) => new(ErrorCode.OutputNotWritable, path, why, cure);

    [LibraryImport("libSystem.Native", EntryPoint = "SystemNative_LStat", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Status(string path, [Out] byte[] status);
}
