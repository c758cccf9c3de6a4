using Freeze.Tensors;

namespace Freeze.Data;

/// <summary>What an epoch's augmentation depends on, beside the sample itself: so neither threads nor order nor batch size change it.</summary>
/// <param name="Seed">Of the run.</param>
/// <param name="Epoch">Counted from 1.</param>
internal readonly record struct AugmentationSeed(long Seed, int Epoch)
{
    /// <summary>The random numbers of one sample.</summary>
    /// <param name="sample">Its number in the source, so that a part of a data set augments it alike.</param>
    public SplitMix For(int sample) => new(SplitMix.Mix(SplitMix.Mix((ulong)Seed ^ SplitMix.Mix((ulong)Epoch)) + (ulong)sample));
}
