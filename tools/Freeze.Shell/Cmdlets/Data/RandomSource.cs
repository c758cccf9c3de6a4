using System.Security.Cryptography;

namespace Freeze.Shell.Data;

/// <summary>Random numbers: unpredictable ones, or those that belong to a seed.</summary>
/// <remarks>One seed has to give the same numbers as in PowerShell, so the way from random bytes to numbers is fixed.</remarks>
internal sealed class RandomSource
{
    private readonly Random? _seeded;

    /// <summary>A source of unpredictable numbers.</summary>
    internal RandomSource()
    {
    }

    /// <summary>A source of the numbers that belong to a seed.</summary>
    internal RandomSource(int seed) => _seeded = new Random(seed);

    /// <summary>A number from 0 up to, and without, 1.</summary>
    internal double NextDouble()
    {
        int sample = Sample();
        return (sample < 0 ? sample + int.MaxValue : sample) * (1.0 / int.MaxValue);
    }

    /// <summary>A number from <paramref name="minimum"/> up to, and without, <paramref name="maximum"/>.</summary>
    internal int Next(int minimum, int maximum)
    {
        long range = (long)maximum - minimum;
        if (range <= int.MaxValue)
        {
            return (int)(NextDouble() * range) + minimum;
        }

        double share = ((double)Sample() + int.MaxValue) * (1.0 / (2 * (uint)int.MaxValue));
        return (int)((long)(share * range) + minimum);
    }

    /// <inheritdoc cref="Next(int, int)"/>
    internal long Next(long minimum, long maximum)
    {
        ulong range = unchecked((ulong)maximum - (ulong)minimum);
        if (range <= int.MaxValue)
        {
            return minimum + Next(0, (int)range);
        }

        // As many bits as the range has, and again while they are too large.
        ulong mask = ulong.MaxValue >> (int)ulong.LeadingZeroCount(range);
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        ulong sample;
        do
        {
            Fill(bytes);
            sample = BitConverter.ToUInt64(bytes) & mask;
        }
        while (sample >= range);
        return unchecked(minimum + (long)sample);
    }

    /// <inheritdoc cref="Next(int, int)"/>
    internal double Next(double minimum, double maximum)
    {
        double range = maximum - minimum;
        double sample;
        do
        {
            double share = NextDouble();
            sample = double.IsInfinity(range) ? minimum + (share * maximum) - (share * minimum) : minimum + (share * range);
        }
        while (sample >= maximum);
        return sample;
    }

    // Any number but the largest, which would be a share of 1.
    private int Sample()
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        int sample;
        do
        {
            Fill(bytes);
            sample = BitConverter.ToInt32(bytes);
        }
        while (sample == int.MaxValue);
        return sample;
    }

    private void Fill(Span<byte> bytes)
    {
        if (_seeded is null)
        {
            RandomNumberGenerator.Fill(bytes);
        }
        else
        {
            _seeded.NextBytes(bytes);
        }
    }
}
