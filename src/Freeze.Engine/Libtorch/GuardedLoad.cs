using System.Runtime.InteropServices;
using System.Text;

namespace Freeze.Libtorch;

/// <summary>
/// Has libtorch load a TorchScript file on trial. Its compiler's exceptions are of a kind that TorchSharp does not catch: they would end the
/// process. libtorch's own C function torch_parallel_for catches everything that happens in the function it is given; here that is torch::jit::load.
/// </summary>
internal static unsafe class GuardedLoad
{
    private const string Loader = "_ZN5torch3jit4loadERKNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEESt8optionalIN3c106DeviceEEb";
    private const string Destructor = "_ZN5torch3jit6ModuleD2Ev";

    // glog's levels, as libtorch counts them: errors are 2.
    private const int AboveErrors = 4;

    // The layout of what is passed: the module that comes back, a std::string of libstdc++ (pointer, length, capacity), its characters.
    private const int NameAt = 256, TextAt = 320;

    /// <summary>Loads a file and lets go of it again.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Whether libtorch can load it; null on platforms where that cannot be found out safely.</returns>
    public static bool? Try(string path)
    {
        // The arguments are placed as this platform's calling convention places them.
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64 || !FindExports(out var guard, out var load, out var destroy, out var logLevel))
            return null;
        var text = Encoding.UTF8.GetBytes(path);
        var block = (byte*)NativeMemory.AllocZeroed((nuint)(TextAt + text.Length + 1));
        var level = *(int*)logLevel;
        try
        {
            var name = (nint*)(block + NameAt);
            (name[0], name[1], name[2]) = ((nint)(block + TextAt), text.Length, text.Length);
            text.CopyTo(new Span<byte>(block + TextAt, text.Length));
            *(int*)logLevel = AboveErrors;
            // A "range" from the module's place to the name's, run as one piece: load(module, name, no device).
            var isLoaded = ((delegate* unmanaged<nint, nint, long, nint, nint, int>)guard)((nint)block, (nint)name, long.MaxValue, load, 0) == 0;
            if (isLoaded)
                ((delegate* unmanaged<nint, void>)destroy)((nint)block);
            return isLoaded;
        }
        finally
        {
            *(int*)logLevel = level;
            NativeMemory.Free(block);
        }
    }

    private static bool FindExports(out nint guard, out nint load, out nint destroy, out nint logLevel)
    {
        (guard, load, destroy, logLevel) = (0, 0, 0, 0);
        var folder = TorchLibrary.EnsureLoaded().Directory;
        return NativeLibrary.TryLoad(Path.Combine(folder, "libtorch_cpu.so"), out var torch)
            && NativeLibrary.TryLoad(Path.Combine(folder, "libLibTorchSharp.so"), out var bindings)
            && NativeLibrary.TryLoad(Path.Combine(folder, "libc10.so"), out var core)
            && NativeLibrary.TryGetExport(torch, "torch_parallel_for", out guard)
            && NativeLibrary.TryGetExport(torch, Loader, out load)
            && NativeLibrary.TryGetExport(bindings, Destructor, out destroy)
            && NativeLibrary.TryGetExport(core, "FLAGS_caffe2_log_level", out logLevel);
    }
}
