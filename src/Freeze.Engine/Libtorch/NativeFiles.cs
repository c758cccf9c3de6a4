namespace Freeze.Libtorch;

/// <summary>The names of libtorch's files on each platform.</summary>
internal static class NativeFiles
{
    /// <summary>The full paths of the libraries to load, dependencies first. CUDA's library is loaded where the module was built with it.</summary>
    public static IEnumerable<string> InLoadOrder(string directory)
    {
        yield return PathOf(directory, "torch_cpu");
        var cuda = PathOf(directory, "torch_cuda");
        if (File.Exists(cuda))
            yield return cuda;
        // The bindings carry "lib" in their own name on Linux and macOS only.
        yield return PathOf(directory, "LibTorchSharp");
    }

    private static string PathOf(string directory, string name) => Path.Combine(directory,
        OperatingSystem.IsWindows() ? $"{name}.dll" : OperatingSystem.IsMacOS() ? $"lib{name}.dylib" : $"lib{name}.so");
}
