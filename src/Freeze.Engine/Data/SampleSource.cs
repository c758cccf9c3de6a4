using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Freeze.Data;

/// <summary>Samples as they lie in files or in memory, before anything is made of them. Reading is safe from several threads at once.</summary>
internal abstract class SampleSource
{
    /// <summary>Samples.</summary>
    public abstract int Count { get; }

    /// <summary>The shape of one sample; images are C x H x W.</summary>
    public abstract TensorShape Shape { get; }

    /// <summary>A class number for each sample; null where there are none.</summary>
    public int[]? Labels { get; init; }

    /// <summary>Values for each sample, one after another, where targets are not classes; null otherwise.</summary>
    public float[]? Targets { get; init; }

    /// <summary>Names of the classes, in the order of their numbers; null where unknown.</summary>
    public IReadOnlyList<string>? Classes { get; init; }

    /// <summary>Names of the numbers of a sample, where it is the row of a table with names; null otherwise.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Warning about how the numbers were read; null for none.</summary>
    public string? Remark { get; init; }

    /// <summary>Whether reading a sample takes so long that it should happen ahead of time, on other threads.</summary>
    public abstract bool IsSlow { get; }

    /// <summary>True for samples that are bytes, which become numbers from 0 to 1.</summary>
    public virtual bool IsByte => false;

    /// <summary>Hashes of what the samples are, by what they are of; a folder of images gives parts of it where it is large.</summary>
    /// <param name="selected">The samples that are used, in their order.</param>
    public abstract IEnumerable<(string Name, ulong Hash)> Fingerprints(int[] selected);

    /// <summary>A hash of which samples are used, and in which order.</summary>
    protected static (string Name, ulong Hash) Selected(int[] selected) => ("choice of samples", XxHash3.HashToUInt64(MemoryMarshal.AsBytes(selected.AsSpan())));

    /// <summary>Reads one sample as a model's input.</summary>
    /// <param name="index">Its number.</param>
    /// <param name="transform">What is made of it.</param>
    /// <param name="target">Where it goes.</param>
    /// <param name="seed">For augmentation; null for none.</param>
    /// <exception cref="FreezeException">DatasetInvalid, ShapeMismatch.</exception>
    public abstract void Read(int index, SampleTransform transform, Span<float> target, AugmentationSeed? seed);
}
