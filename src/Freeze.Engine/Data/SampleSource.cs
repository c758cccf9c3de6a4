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

    /// <summary>Whether reading a sample takes so long that it should happen ahead of time, on other threads.</summary>
    public abstract bool IsSlow { get; }

    /// <summary>Whether samples are bytes, which become numbers from 0 to 1.</summary>
    public virtual bool IsByte => false;

    /// <summary>A hash of what the samples are; it may read all of them that are in memory, and never a folder of images.</summary>
    public abstract ulong Fingerprint();

    /// <summary>Reads one sample as a model's input.</summary>
    /// <param name="index">Its number.</param>
    /// <param name="transform">What is made of it.</param>
    /// <param name="target">Where it goes.</param>
    /// <param name="seed">For augmentation; null for none.</param>
    /// <exception cref="FreezeException">DatasetInvalid, ShapeMismatch.</exception>
    public abstract void Read(int index, SampleTransform transform, Span<float> target, AugmentationSeed? seed);
}
