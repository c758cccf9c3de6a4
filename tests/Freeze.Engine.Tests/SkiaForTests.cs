using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Freeze.Tests;

internal static class SkiaForTests
{
    // As with libtorch, the native part comes from the built module.
    [ModuleInitializer]
    internal static void Find() => NativeLibrary.SetDllImportResolver(typeof(SkiaSharp.SKCodec).Assembly, (name, assembly, paths) =>
    {
        var file = Directory.EnumerateFiles(Path.Combine(LibtorchForTests.RepositoryRoot, "bin", "deps"), "*SkiaSharp.*").FirstOrDefault(path => !path.EndsWith("SkiaSharp.dll", StringComparison.Ordinal) || path.EndsWith("libSkiaSharp.dll", StringComparison.Ordinal));
        return name == "libSkiaSharp" && file is not null ? NativeLibrary.Load(file) : IntPtr.Zero;
    });
}
