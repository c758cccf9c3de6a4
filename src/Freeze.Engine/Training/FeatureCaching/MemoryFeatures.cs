using static TorchSharp.torch;

namespace Freeze.Training.FeatureCaching;

/// <summary>Features in memory: one flat tensor.</summary>
internal sealed class MemoryFeatures : FeatureStore
{
    private readonly Tensor _values;

    /// <inheritdoc cref="FeatureStore(long, long[], ScalarType)"/>
    public MemoryFeatures(long rows, long[] shape, ScalarType type)
        : base(rows, shape, type) => _values = empty(rows, RowLength, type).DetachFromDisposeScope();

    /// <inheritdoc/>
    public override string Place => "in memory";

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<long> rows, Tensor features)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        _values.index_copy_(0, tensor(rows.ToArray()), features.detach().cpu().reshape(rows.Length, -1));
    }

    /// <inheritdoc/>
    public override Tensor Read(ReadOnlySpan<long> rows)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        return _values.index_select(0, tensor(rows.ToArray())).reshape([rows.Length, .. Shape]).DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public override void Dispose() => _values.Dispose();
}
