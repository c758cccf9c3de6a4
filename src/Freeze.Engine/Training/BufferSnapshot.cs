using Freeze.Optimization;
using TorchSharp;
using static TorchSharp.torch;

namespace Freeze.Training;

/// <summary>What a forward pass writes to, such as statistics of batches and the vectors of a spectral norm, as it was at some moment. Its copies are made once and written over.</summary>
/// <param name="model">The model.</param>
/// <param name="trainingOnly">Whether only modules in training mode count: others write nothing, unless somebody made them so.</param>
internal sealed class BufferSnapshot(TorchModel model, bool trainingOnly) : IDisposable
{
    private readonly List<(Tensor Live, Tensor Kept)> _buffers = [];

    /// <summary>Keeps them as they are now, in place of what was kept before.</summary>
    public void Keep()
    {
        using var off = no_grad();
        var live = Moving().ToList();
        // By reference: tensors compare by their content.
        if (live.Count == _buffers.Count && live.Zip(_buffers).All(pair => ReferenceEquals(pair.First, pair.Second.Live)))
        {
            foreach (var (now, kept) in _buffers)
                kept.copy_(now);
            return;
        }

        Dispose();
        _buffers.AddRange(live.Select(now => (now, now.clone().DetachFromDisposeScope())));
    }

    /// <summary>Compares finiteness: true where something has become infinite or not a number since it was kept.</summary>
    public bool HasSpoilt() =>
        NotFinite.Positions([.. _buffers.Select(buffer => buffer.Live)]).Any(position => NotFinite.Positions([_buffers[position].Kept]).Count == 0);

    /// <summary>Makes them what they were.</summary>
    public void PutBack()
    {
        using var off = no_grad();
        foreach (var (live, kept) in _buffers)
            live.copy_(kept);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, kept) in _buffers)
            kept.Dispose();
        _buffers.Clear();
    }

    private IEnumerable<Tensor> Moving() => trainingOnly
        ? model.Nodes.Where(node => node.Buffers.Count > 0 && node.Module.training).SelectMany(node => node.Buffers.Select(buffer => buffer.Value))
        : model.Buffers.Select(buffer => buffer.Value);
}
