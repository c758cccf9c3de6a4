namespace Freeze.Models.TorchScript;

/// <summary>A file for libtorch, which reads and writes only paths; goes when it is disposed.</summary>
internal sealed class ScratchFile : IDisposable
{
    /// <summary>Where it is, or will be.</summary>
    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"freeze-{Guid.NewGuid():N}.pt");

    /// <inheritdoc/>
    public void Dispose() => File.Delete(Path);
}
