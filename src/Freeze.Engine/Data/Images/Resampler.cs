using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Freeze.Data.Images;

/// <summary>Resizes images: columns first, then rows.</summary>
internal static class Resampler
{
    private const int Half = 1 << (ResampleAxis.FixedBits - 1);

    /// <summary>Resizes bytes, each pass rounded to bytes as Pillow does.</summary>
    /// <param name="source">Rows of pixels; begins at the first pixel.</param>
    /// <param name="rowBytes">From one row to the next.</param>
    /// <param name="step">Bytes of a pixel: 1, or 4.</param>
    /// <param name="columns">How columns are made.</param>
    /// <param name="rows">How rows are made.</param>
    /// <param name="target">columns.Count x rows.Count pixels, one row after another.</param>
    public static void Resize(ReadOnlySpan<byte> source, int rowBytes, int step, ResampleAxis columns, ResampleAxis rows, Span<byte> target)
    {
        var width = columns.Count * step;
        if (rows.IsCopy)
        {
            for (var y = 0; y < rows.Count; y++)
                Columns(source[(y * rowBytes)..], step, columns, target.Slice(y * width, width));
            return;
        }

        var height = rows.End - rows.First;
        var narrowed = ArrayPool<byte>.Shared.Rent(Math.Max(1, height * width));
        try
        {
            for (var y = 0; y < height; y++)
                Columns(source[((rows.First + y) * rowBytes)..], step, columns, narrowed.AsSpan(y * width, width));
            for (var y = 0; y < rows.Count; y++)
            {
                var weights = rows.FixedWeights.AsSpan(y * rows.Taps, rows.Lengths[y]);
                Rows(narrowed.AsSpan((rows.Starts[y] - (weights.Length > 0 ? rows.First : 0)) * width), width, weights, target.Slice(y * width, width));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(narrowed);
        }
    }

    /// <summary>Resizes floats.</summary>
    /// <param name="source">Rows of numbers; begins at the first one.</param>
    /// <param name="stride">From one row to the next.</param>
    /// <param name="columns">How columns are made.</param>
    /// <param name="rows">How rows are made.</param>
    /// <param name="target">columns.Count x rows.Count numbers.</param>
    public static void Resize(ReadOnlySpan<float> source, int stride, ResampleAxis columns, ResampleAxis rows, Span<float> target)
    {
        var (width, height) = (columns.Count, rows.End - rows.First);
        var narrowed = ArrayPool<float>.Shared.Rent(Math.Max(1, height * width));
        try
        {
            for (var y = 0; y < height; y++)
            {
                var row = source.Slice((rows.First + y) * stride, columns.End);
                for (var x = 0; x < width; x++)
                    narrowed[y * width + x] = Sum(row[columns.Starts[x]..], 1, columns.Weights.AsSpan(x * columns.Taps, columns.Lengths[x]));
            }

            for (var y = 0; y < rows.Count; y++)
            {
                var weights = rows.Weights.AsSpan(y * rows.Taps, rows.Lengths[y]);
                for (var x = 0; x < width; x++)
                    target[y * width + x] = weights.IsEmpty ? 0 : Sum(narrowed.AsSpan((rows.Starts[y] - rows.First) * width + x), width, weights);
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(narrowed);
        }
    }

    private static float Sum(ReadOnlySpan<float> values, int stride, ReadOnlySpan<double> weights)
    {
        var sum = 0.0;
        for (var tap = 0; tap < weights.Length; tap++)
            sum += values[tap * stride] * weights[tap];
        return (float)sum;
    }

    private static void Columns(ReadOnlySpan<byte> row, int step, ResampleAxis columns, Span<byte> target)
    {
        if (columns.IsCopy)
        {
            row[..target.Length].CopyTo(target);
            return;
        }

        for (var x = 0; x < columns.Count; x++)
        {
            var weights = columns.FixedWeights.AsSpan(x * columns.Taps, columns.Lengths[x]);
            if (step == 4)
            {
                var pixels = MemoryMarshal.Cast<byte, uint>(row)[columns.Starts[x]..];
                var sum = Vector128.Create(Half);
                for (var tap = 0; tap < weights.Length; tap++)
                    sum += Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalar(pixels[tap]).AsByte())).AsInt32() * weights[tap];
                sum >>= ResampleAxis.FixedBits;
                for (var part = 0; part < 4; part++)
                    target[x * 4 + part] = (byte)sum[part];
                continue;
            }

            var total = Half;
            var values = row[columns.Starts[x]..];
            for (var tap = 0; tap < weights.Length; tap++)
                total += values[tap] * weights[tap];
            target[x] = (byte)(total >> ResampleAxis.FixedBits);
        }
    }

    private static void Rows(ReadOnlySpan<byte> source, int width, ReadOnlySpan<int> weights, Span<byte> target)
    {
        var x = 0;
        for (; x + Vector128<byte>.Count <= width; x += Vector128<byte>.Count)
        {
            var half = Vector128.Create(Half);
            var (a, b, c, d) = (half, half, half, half);
            for (var tap = 0; tap < weights.Length; tap++)
            {
                var (low, high) = Vector128.Widen(Vector128.Create(source.Slice(tap * width + x, Vector128<byte>.Count)));
                a += Vector128.WidenLower(low).AsInt32() * weights[tap];
                b += Vector128.WidenUpper(low).AsInt32() * weights[tap];
                c += Vector128.WidenLower(high).AsInt32() * weights[tap];
                d += Vector128.WidenUpper(high).AsInt32() * weights[tap];
            }

            var narrow = Vector128.Narrow(
                Vector128.Narrow((a >> ResampleAxis.FixedBits).AsUInt32(), (b >> ResampleAxis.FixedBits).AsUInt32()),
                Vector128.Narrow((c >> ResampleAxis.FixedBits).AsUInt32(), (d >> ResampleAxis.FixedBits).AsUInt32()));
            narrow.CopyTo(target[x..]);
        }

        for (; x < width; x++)
        {
            var total = Half;
            for (var tap = 0; tap < weights.Length; tap++)
                total += source[tap * width + x] * weights[tap];
            target[x] = (byte)(total >> ResampleAxis.FixedBits);
        }
    }
}
