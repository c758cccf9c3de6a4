namespace Freeze.Runtime;

/// <summary>The libtorch that this process uses.</summary>
/// <param name="Directory">The folder it was loaded from.</param>
/// <param name="AllocatorTuned">Whether glibc's allocator keeps large blocks instead of returning them to the system.</param>
public sealed record LoadedLibrary(string Directory, bool AllocatorTuned);
