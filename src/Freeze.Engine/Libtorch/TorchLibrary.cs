using System.Reflection;
using System.Runtime.InteropServices;

namespace Freeze.Libtorch;

/// <summary>Finds and loads libtorch. Nothing may touch a TorchSharp type before <see cref="EnsureLoaded"/> has returned.</summary>
/// <remarks>
/// TorchSharp's own loader, once it has failed, copies half a gigabyte out of the package cache, prints to the console and leaves
/// its type initializer dead for the life of the process. So the libraries are loaded here first, by full path, and a failure is a coded error.
/// </remarks>
public static class TorchLibrary
{
    /// <summary>Names another folder to load libtorch and LibTorchSharp from.</summary>
    public const string DirectoryVariable = "FREEZE_LIBTORCH";

    private static readonly object Gate = new();
    private static LoadedLibrary? _loaded;

    /// <summary>What is loaded, or null while nothing is.</summary>
    public static LoadedLibrary? Loaded => Volatile.Read(ref _loaded);

    /// <summary>Loads libtorch and its C# bindings, once per process.</summary>
    /// <param name="directory">The folder of the native files; by default the one of this assembly.</param>
    /// <exception cref="FreezeException">NativeLibraryUnavailable, with the reason and the cure.</exception>
    public static LoadedLibrary EnsureLoaded(string? directory = null)
    {
        if (Loaded is { } already)
            return already;
        lock (Gate)
        {
            return _loaded ??= Load(directory
                ?? Environment.GetEnvironmentVariable(DirectoryVariable)
                ?? Path.GetDirectoryName(typeof(TorchLibrary).Assembly.Location)!);
        }
    }

    private static LoadedLibrary Load(string directory)
    {
        var allocator = ProcessDefaults.TuneAllocator();
        var waiting = ProcessDefaults.ShortenSpinning();
        // In this order: each library finds the earlier ones already loaded.
        var handles = NativeFiles.InLoadOrder(directory).Select(LoadOne).ToList();
        // A script's [TorchSharp.torch] is found from the first command on, whether or not that command touched it.
        Assembly.Load("TorchSharp");
        var budget = ProcessorBudget.Read();
        var exports = new NativeExports(handles[0]);
        return new LoadedLibrary(directory, budget, [ProcessDefaults.ChooseThreads(budget), waiting, allocator, ProcessDefaults.RunScriptsAsWritten(exports)]) { Exports = exports };
    }

    private static IntPtr LoadOne(string path)
    {
        if (!File.Exists(path))
        {
            throw new FreezeException(ErrorCode.NativeLibraryUnavailable, path,
                $"libtorch is not in the module: {path} is missing.",
                $"Build the module for this machine: pwsh ./build.ps1 -Runtime {RuntimeInformation.RuntimeIdentifier}, or dotnet build tools/Freeze.Shell.");
        }

        try
        {
            return NativeLibrary.Load(path);
        }
        catch (Exception error) when (error is DllNotFoundException or BadImageFormatException)
        {
            var (reason, cure) = LoadFailure.Explain(error.Message);
            throw new FreezeException(ErrorCode.NativeLibraryUnavailable, path, $"{Path.GetFileName(path)} cannot be loaded: {reason}", cure, error);
        }
    }
}
