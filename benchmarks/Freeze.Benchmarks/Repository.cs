using System.Reflection;

namespace Freeze.Benchmarks;

/// <summary>Where things lie.</summary>
internal static class Repository
{
    /// <summary>The repository's root.</summary>
    public static string Root { get; } = typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    /// <summary>A file of the examples' data.</summary>
    public static string Example(string name) => Path.Combine(Root, "examples", "data", name);
}
