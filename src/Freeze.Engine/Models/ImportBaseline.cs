using Freeze.Tensors;
using static TorchSharp.torch;

namespace Freeze.Models;

/// <summary>What a model's tensors were when it was imported: imprints of all, copies of those that training may move.</summary>
internal sealed class ImportBaseline : IDisposable
{
    private readonly Dictionary<string, TensorImprint> _imprints = [];
    private readonly Dictionary<string, Tensor> _copies = [];

    /// <summary>Takes imprints of every parameter and buffer.</summary>
    public ImportBaseline(IEnumerable<NamedBuffer> tensors)
    {
        foreach (var tensor in tensors)
            _imprints[tensor.Name] = TensorImprint.Of(tensor.Value);
    }

    /// <summary>Keeps a copy of a tensor that is about to move, unless one is kept or it has moved already.</summary>
    public void Keep(NamedBuffer tensor)
    {
        if (_copies.ContainsKey(tensor.Name) || !IsOriginal(tensor))
            return;
        using var off = no_grad();
        _copies[tensor.Name] = tensor.Value.detach().clone().DetachFromDisposeScope();
    }

    /// <summary>Takes over what a tensor was when a run that goes on now first imported it.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="value">What it was; kept.</param>
    public void Replace(string name, Tensor value)
    {
        Find(name)?.Dispose();
        _copies[name] = value.DetachFromDisposeScope();
        _imprints[name] = TensorImprint.Of(value);
    }

    /// <summary>Whether every bit is as it was.</summary>
    public bool IsOriginal(NamedBuffer tensor) =>
        _imprints.TryGetValue(tensor.Name, out var before) && before.Matches(tensor.Value);

    /// <summary>About how far a tensor is from what it was, relative to that; null where it was not there, or had another shape.</summary>
    public double? DriftOf(NamedBuffer tensor) => _imprints.TryGetValue(tensor.Name, out var before) ? before.DriftTo(tensor.Value) : null;

    /// <summary>The kept copy; null where there is none, because nothing was to move the tensor.</summary>
    public Tensor? Find(string name) => _copies.GetValueOrDefault(name);

    /// <summary>What a tensor was, so far as that is known: the kept copy, or the tensor itself as long as every bit is as it was.</summary>
    public Tensor? Of(NamedBuffer tensor) => Find(tensor.Name) ?? (IsOriginal(tensor) ? tensor.Value : null);

    /// <summary>Forgets what a tensor was.</summary>
    public void Forget(string name)
    {
        Find(name)?.Dispose();
        _copies.Remove(name);
        _imprints.Remove(name);
    }

    public void Dispose()
    {
        foreach (var copy in _copies.Values)
            copy.Dispose();
        _copies.Clear();
    }
}
