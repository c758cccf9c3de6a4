using Freeze.WeightFiles.TorchFiles;

namespace Freeze.WeightFiles.Reading;

/// <summary>
/// An open weight file: its tensors by name, read only when asked. Nothing in the file is ever executed, and nothing in it is
/// believed before it is checked against the bytes that are there.
/// </summary>
public sealed class Checkpoint : IDisposable
{
    private readonly WeightFile _file;
    private readonly CheckpointContent _content;

    private Checkpoint(WeightFile file, CheckpointContent content)
    {
        (_file, _content) = (file, content);
        foreach (var family in content.Tensors.GroupBy(tensor => (tensor.File, tensor.StorageId)).Select(group => group.ToArray()).Where(group => group.Length > 1))
        {
            foreach (var tensor in family)
                tensor.Family = family;
        }
    }

    /// <summary>Full path of the file that was opened.</summary>
    public string Path => _file.Path;

    /// <summary>What the file is, by its content.</summary>
    public CheckpointFormat Format => _content.Format;

    /// <summary>All tensors in file order, under their full dotted paths from the root; nothing is unwrapped.</summary>
    public IReadOnlyList<TensorEntry> Tensors => _content.Tensors;

    /// <summary>Notes that the file carries beside its tensors: <c>__metadata__</c> of a .safetensors file.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _content.Metadata;

    /// <summary>Leaves that are not tensors, by dotted path: numbers, texts, lists of them. Made when first asked for.</summary>
    public IReadOnlyDictionary<string, object?> Values => _content.Values.Value;

    /// <summary>Everything in the file as a tree of <see cref="CheckpointDictionary"/>, <see cref="CheckpointList"/>, values and <see cref="TensorEntry"/>.</summary>
    public object? Root => _content.Root;

    /// <summary>The classes of a TorchScript archive; null for other files.</summary>
    internal TorchScriptClasses? Classes => _content.Classes;

    /// <summary>Opens a weight file and reads its table of tensors, not their bytes.</summary>
    /// <param name="path">A .pth, .pt or .safetensors file, or the index.json of a sharded checkpoint; its content decides, not its name.</param>
    /// <exception cref="FreezeException">ModelFileNotFound, ModelFormatUnknown, ModelFileCorrupt or ModelFileUnsafe.</exception>
    public static Checkpoint Open(string path) => Open(path, indexBudget: null);

    /// <summary>Proves the checksums of all bytes, where the file has any.</summary>
    /// <exception cref="FreezeException">ModelFileCorrupt: bytes do not have the recorded checksum.</exception>
    public void Verify()
    {
        var storages = Tensors.DistinctBy(tensor => (tensor.File, tensor.StorageId)).ToLookup(tensor => tensor.IsPlain);
        TensorLoading.Run([.. storages[true].Select(tensor => (tensor.StorageBytes, (Action)tensor.Verify))]);
        foreach (var packed in storages[false])
            packed.Verify();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file.Dispose();
        foreach (var shard in _content.Shards)
            shard.Dispose();
    }

    internal static Checkpoint Open(string path, ReadingBudget? indexBudget)
    {
        var file = WeightFile.Open(path);
        try
        {
            return new Checkpoint(file, CheckpointReader.Read(file, indexBudget));
        }
        catch (Exception error)
        {
            file.Dispose();
            if (error is FreezeException)
                throw;
            // Whatever a reader did not foresee is still the file's fault, and must not reach the user bare.
            throw WeightFileError.Corrupt(file.Path, $"its structure makes no sense ({error.Message}).", error);
        }
    }
}
