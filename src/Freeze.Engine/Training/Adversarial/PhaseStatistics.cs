namespace Freeze;

/// <summary>What a network normalises with while the other one learns.</summary>
public enum PhaseStatistics
{
    /// <summary>Those of the batch at hand, as PyTorch's networks in training mode do; the stored ones stay as they are.</summary>
    Batch,

    /// <summary>The stored ones, as in evaluation mode.</summary>
    Stored,
}
