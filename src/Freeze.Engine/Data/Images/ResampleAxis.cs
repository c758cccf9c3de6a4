namespace Freeze.Data.Images;

/// <summary>
/// How pixels along one side of a resized image are made from those of the original: bilinear weights, widened when shrinking so that every
/// original pixel counts (antialiasing). The numbers are those of Pillow's resize, and so of torchvision's on images.
/// </summary>
internal sealed class ResampleAxis
{
    /// <summary>Bits after the point of <see cref="FixedWeights"/>.</summary>
    public const int FixedBits = 22;

    /// <param name="original">Pixels of the original side.</param>
    /// <param name="resized">Pixels of the resized side.</param>
    /// <param name="offset">The first resized pixel that is wanted; one outside the image is zero.</param>
    /// <param name="count">How many are wanted.</param>
    public ResampleAxis(int original, int resized, int offset, int count)
    {
        var scale = (double)original / resized;
        var widening = Math.Max(scale, 1);
        // A side that keeps its size is copied; its weights would be one each.
        Taps = original == resized ? 1 : Math.Min(original, (int)Math.Ceiling(widening) * 2 + 1);
        (Count, Starts, Lengths, Weights) = (count, new int[count], new int[count], new double[count * Taps]);
        for (var i = 0; i < count; i++)
        {
            var pixel = offset + i;
            if (pixel < 0 || pixel >= resized)
                continue;
            if (original == resized)
                (Starts[i], Lengths[i], Weights[i]) = (pixel, 1, 1);
            else
                Weigh(i, (pixel + 0.5) * scale, widening, original);
        }

        FixedWeights = Array.ConvertAll(Weights, weight => (int)(0.5 + weight * (1 << FixedBits)));
        IsCopy = original == resized && offset == 0 && count == original;
        var used = Enumerable.Range(0, count).Where(i => Lengths[i] > 0).ToList();
        (First, End) = used.Count == 0 ? (0, 0) : (Starts[used[0]], used.Max(i => Starts[i] + Lengths[i]));
    }

    /// <summary>Resized pixels.</summary>
    public int Count { get; }

    /// <summary>Places that each pixel has in <see cref="Weights"/>.</summary>
    public int Taps { get; }

    /// <summary>The first original pixel of each resized one.</summary>
    public int[] Starts { get; }

    /// <summary>How many original pixels each resized one is made of.</summary>
    public int[] Lengths { get; }

    /// <summary>The weights, <see cref="Taps"/> a pixel.</summary>
    public double[] Weights { get; }

    /// <summary>The weights as whole numbers of 2 to the power of -<see cref="FixedBits"/>.</summary>
    public int[] FixedWeights { get; }

    /// <summary>Whether the side stays as it is.</summary>
    public bool IsCopy { get; }

    /// <summary>The first original pixel that is needed.</summary>
    public int First { get; }

    /// <summary>The original pixel after the last one that is needed.</summary>
    public int End { get; }

    private void Weigh(int i, double center, double widening, int original)
    {
        var start = Math.Max(0, (int)(center - widening + 0.5));
        var end = Math.Min(original, (int)(center + widening + 0.5));
        var sum = 0.0;
        for (var at = start; at < end; at++)
        {
            var weight = Math.Max(0, 1 - Math.Abs((at - center + 0.5) * (1 / widening)));
            Weights[i * Taps + at - start] = weight;
            sum += weight;
        }

        for (var tap = 0; tap < end - start && sum != 0; tap++)
            Weights[i * Taps + tap] /= sum;
        (Starts[i], Lengths[i]) = (start, end - start);
    }
}
