namespace Freeze;

/// <summary>One layer that owns parameters or statistics.</summary>
public sealed record LayerRow
{
    /// <summary>Full dotted name.</summary>
    public required string Name { get; init; }

    /// <summary>PyTorch's class name.</summary>
    public required string Type { get; init; }

    /// <summary>The shape of its output for one sample; null where unknown.</summary>
    public TensorShape? OutputShape { get; init; }

    /// <summary>Elements of its own parameters.</summary>
    public required long Count { get; init; }

    /// <summary>Trainable, Frozen or Partial: whether all, none or some of its own parameters train. Frozen for a layer with statistics alone.</summary>
    public required string State { get; init; }

    /// <summary>True where any of its own parameters trains.</summary>
    public bool Trainable => State != nameof(TrainingState.Frozen);

    /// <summary>The policy, where it is a normalisation layer that counts as frozen.</summary>
    public string? BatchNorm { get; init; }

    /// <summary>Multiply-add operations of the forward pass for one sample; null where unknown.</summary>
    public long? MultiplyAdds { get; init; }

    /// <summary>What it costs in a training step under this freeze plan, as a share of the whole model's step with nothing frozen; null where unknown.</summary>
    public double? StepShare { get; init; }

    /// <summary>Largest drift of its parameters and statistics, with -Since.</summary>
    public double? Drift { get; init; }

    /// <summary>Whether parameters and statistics all equal the reference bit for bit, with -Since.</summary>
    public bool? Intact { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
