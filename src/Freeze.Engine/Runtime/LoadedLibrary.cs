namespace Freeze.Runtime;

/// <summary>The libtorch that this process uses.</summary>
/// <param name="Directory">The folder it was loaded from.</param>
/// <param name="AllocatorTuned">Whether glibc's allocator keeps large blocks instead of returning them to the system.</param>
/// <param name="ThreadWaiting">The environment variable that governs how OpenMP's threads wait for each other, and its value; null where none does.</param>
public sealed record LoadedLibrary(string Directory, bool AllocatorTuned, string? ThreadWaiting);
