using System.Runtime.InteropServices;
using System.Text;

namespace Freeze.Libtorch;

/// <summary>What libtorch exports and TorchSharp does not bind, found by the names that C++ compilers on Linux and macOS give it.</summary>
/// <remarks>
/// Such a name spells the types of the arguments out, so a function that is found takes what it is called with. What a name does not say, the
/// version vouches for: functions of another libtorch than the one that this was written for are not used.
/// </remarks>
internal sealed unsafe class NativeExports
{
    private const string KnownVersion = "2.10.";
    private readonly IntPtr _library;

    /// <param name="library">The handle of libtorch's library for processors.</param>
    public NativeExports(IntPtr library)
    {
        _library = library;
        Version = ReadVersion();
        var isKnown = Version?.StartsWith(KnownVersion, StringComparison.Ordinal) ?? false;
        (Autocast, Context) = isKnown ? (AutocastExports.Find(this), ContextExports.Find(this)) : (null, null);
    }

    /// <summary>libtorch's own version, such as 2.10.0; null where it does not say.</summary>
    public string? Version { get; }

    /// <summary>The instructions that its kernels use, such as AVX512; null where it does not say.</summary>
    public string? Capability => Text("_ZN2at18get_cpu_capabilityB5cxx11Ev");

    /// <summary>Automatic choice of precision; null where it is not there.</summary>
    public AutocastExports? Autocast { get; }

    /// <summary>The process's switches; null where they are not there.</summary>
    public ContextExports? Context { get; }

    /// <summary>Looks a function up.</summary>
    /// <param name="name">Its name as the compiler has written it.</param>
    /// <param name="address">Where it is.</param>
    public bool TryFind(string name, out IntPtr address) => NativeLibrary.TryGetExport(_library, name, out address);

    /// <summary>Tells TorchScript's executor whether it may rewrite code while it runs it; for the whole process.</summary>
    /// <returns>False where this libtorch has no such switch.</returns>
    public bool TrySetScriptOptimization(bool isOn)
    {
        if (!TryFind("_ZN5torch3jit24setGraphExecutorOptimizeEb", out var address))
            return false;
        ((delegate* unmanaged<byte, void>)address)(isOn ? (byte)1 : (byte)0);
        return true;
    }

    private string? ReadVersion()
    {
        const string label = "TORCH_VERSION=";
        var text = Text("_ZN2at11show_configB5cxx11Ev");
        return text?.IndexOf(label, StringComparison.Ordinal) is >= 0 and var at ? text[(at + label.Length)..].Split(',', '\n', ' ')[0] : null;
    }

    // For functions without arguments that return the standard library's string; only GNU's has these names.
    private string? Text(string name)
    {
        if (!TryFind(name, out var address))
            return null;
        var text = ((delegate* unmanaged<GnuString>)address)();
        // Short texts lie within the string itself, which has moved since it was made.
        if (text.Length < 16)
            return Encoding.UTF8.GetString(text.Own, (int)text.Length);
        var result = Encoding.UTF8.GetString((byte*)text.Data, (int)text.Length);
        NativeMemory.Free((void*)text.Data);
        return result;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct GnuString
    {
        public IntPtr Data;
        public nuint Length;
        public fixed byte Own[16];
    }
}
