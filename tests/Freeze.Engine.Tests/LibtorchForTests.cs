using System.Reflection;
using System.Runtime.CompilerServices;
using Freeze.Libtorch;

namespace Freeze.Tests;

internal static class LibtorchForTests
{
    public static string RepositoryRoot { get; } = typeof(LibtorchForTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    // The test folder has no native files: libtorch comes from the built module.
    [ModuleInitializer]
    internal static void Load() => TorchLibrary.EnsureLoaded(Path.Combine(RepositoryRoot, "bin"));
}
