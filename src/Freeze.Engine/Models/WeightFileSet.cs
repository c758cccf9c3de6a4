using Freeze.WeightFiles.Reading;
using Freeze.WeightFiles.Writing;

namespace Freeze.Models;

/// <summary>The weight files of one import, open for reading.</summary>
internal sealed class WeightFileSet : IDisposable
{
    private readonly IReadOnlyList<Checkpoint> _files;

    private WeightFileSet(IReadOnlyList<Checkpoint> files) => _files = files;

    /// <summary>Full paths, in the order given.</summary>
    public IReadOnlyList<string> Paths => [.. _files.Select(file => file.Path)];

    /// <summary>Opens all of them, or none.</summary>
    public static WeightFileSet Open(IEnumerable<string> paths)
    {
        var open = new List<Checkpoint>();
        try
        {
            foreach (var path in paths)
                open.Add(Checkpoint.Open(path));
            return new WeightFileSet(open);
        }
        catch
        {
            open.ForEach(file => file.Dispose());
            throw;
        }
    }

    /// <summary>The tensors of all files by the model's keys; later files win.</summary>
    /// <param name="expected">The model's keys, which tell which wrapping and prefix to take off.</param>
    public IReadOnlyDictionary<string, TensorEntry> Combine(IReadOnlySet<string> expected)
    {
        var combined = new Dictionary<string, TensorEntry>(StringComparer.Ordinal);
        foreach (var file in _files)
        {
            foreach (var (key, tensor) in StateDictionary.Select(file, expected).Tensors)
                combined[LegacyKeys.Update(key, expected)] = tensor;
        }

        return combined;
    }

    public void Dispose()
    {
        foreach (var file in _files)
            file.Dispose();
    }
}
