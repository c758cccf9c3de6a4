using Freeze.Data;

namespace Freeze.Benchmarks;

/// <summary>Samples that are made when they are read, and kept nowhere: as many as one likes.</summary>
internal sealed class SyntheticSamples : SampleSource
{
    private const int Width = 64, ClassCount = 10;

    private SyntheticSamples(int count) => (Count, Labels) = (count, [.. Enumerable.Range(0, count).Select(index => index % ClassCount)]);

    public override int Count { get; }

    public override TensorShape Shape { get; } = new([Width]);

    public override bool IsSlow => true;

    /// <summary>A data set of 64 numbers a sample, in ten classes.</summary>
    public static TorchDataset Of(int count)
    {
        var samples = new SyntheticSamples(count);
        return new TorchDataset("synthetic", samples, SampleSelection.Make("synthetic", samples, new DatasetOptions()), new SampleTransform("synthetic", samples.Shape, new InputTransform()));
    }

    public override IEnumerable<(string Name, ulong Hash)> Fingerprints(int[] selected) => [("contents", (ulong)Count), Selected(selected)];

    public override void Read(int index, SampleTransform transform, Span<float> target, AugmentationSeed? seed)
    {
        for (var i = 0; i < target.Length; i++)
            target[i] = (index * 31 + i * 17) % 97 / 97f + (i % ClassCount == index % ClassCount ? 1 : 0);
    }
}
