using Freeze.WeightFiles.Reading;
using Freeze.WeightFiles.Writing;
using static TorchSharp.torch;

namespace Freeze.Reporting;

/// <summary>The parameters and buffers of a model or of a weight file, by name. Those of a file are read when they are asked for.</summary>
internal sealed class TensorSet : IDisposable
{
    private readonly IReadOnlyDictionary<string, Tensor>? _live;
    private readonly IReadOnlyDictionary<string, TensorEntry>? _stored;
    private readonly Checkpoint? _file;

    private TensorSet(IReadOnlyDictionary<string, Tensor> live) => (_live, Names) = (live, [.. live.Keys]);

    private TensorSet(Checkpoint file, IReadOnlyDictionary<string, TensorEntry> stored) => (_file, _stored, Names) = (file, stored, [.. stored.Keys]);

    /// <summary>Names in the order of the model or file.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>A model's, as they are now.</summary>
    public static TensorSet Of(TorchModel model) => new(model.StateTensors.ToDictionary(tensor => tensor.Name, tensor => tensor.Value));

    /// <summary>A weight file's.</summary>
    /// <param name="path">Any weight file.</param>
    /// <param name="expected">Names that tell which wrapping and prefix to take off; null for none.</param>
    /// <exception cref="FreezeException">What opening the file throws.</exception>
    public static TensorSet Open(string path, IEnumerable<string>? expected)
    {
        var file = Checkpoint.Open(path);
        try
        {
            return new TensorSet(file, StateDictionary.Select(file, expected?.ToHashSet()).Tensors);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Hands a tensor over for the time of a call; the default of the result where there is none of that name.</summary>
    public T? Use<T>(string name, Func<Tensor, T> use)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        if (_live is not null)
            return _live.TryGetValue(name, out var tensor) ? use(tensor) : default;
        return _stored!.TryGetValue(name, out var entry) ? use(entry.ToTensor()) : default;
    }

    public void Dispose() => _file?.Dispose();
}
