using Freeze.WeightFiles.TorchFiles;

namespace Freeze.WeightFiles.Reading;

/// <summary>What a reader found in a file.</summary>
/// <param name="Format">What the file is.</param>
/// <param name="Tensors">In file order.</param>
/// <param name="Root">Everything as a tree.</param>
internal sealed record CheckpointContent(CheckpointFormat Format, IReadOnlyList<TensorEntry> Tensors, object? Root)
{
    /// <summary>The file's own notes.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Leaves that are not tensors, by dotted path.</summary>
    public Lazy<IReadOnlyDictionary<string, object?>> Values { get; init; } = new(() => new Dictionary<string, object?>());

    /// <summary>The classes of a TorchScript archive; null for other files.</summary>
    public TorchScriptClasses? Classes { get; init; }

    /// <summary>Other files that belong to it.</summary>
    public IReadOnlyList<Checkpoint> Shards { get; init; } = [];
}
