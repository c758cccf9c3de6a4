using System.Numerics;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Freeze.Tensors;

/// <summary>
/// A tensor's random projection to 128 numbers: the distance of two sketches is the distance of the tensors within about a tenth, exactly so
/// for tensors of up to 128 elements and where one element alone differs. Equal tensors have equal sketches.
/// </summary>
internal sealed class TensorSketch
{
    private const int Width = 128, Patterns = 512;
    private const long Piece = 1 << 24;

    // Random signs. A row of elements takes one pattern and one more sign for the whole row, both by its number.
    private static readonly double[] Signs = MakeSigns();
    private readonly double[] _sums;

    private TensorSketch(double[] sums, double squares, long count) => (_sums, Norm, Count) = (sums, Math.Sqrt(squares), count);

    /// <summary>The tensor's Euclidean norm, exactly.</summary>
    public double Norm { get; }

    /// <summary>Its number of elements.</summary>
    public long Count { get; }

    /// <summary>Sketches a tensor of any type, device and layout.</summary>
    public static TensorSketch Of(Tensor tensor)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var detached = tensor.detach();
        if (detached.is_complex())
            detached = view_as_real(detached);
        var flat = detached.cpu().contiguous().reshape(-1);
        var sums = new double[Width];
        double squares = 0;
        for (long start = 0; start < flat.numel(); start += Piece)
        {
            var part = flat.narrow(0, start, Math.Min(Piece, flat.numel() - start));
            if (part.dtype != ScalarType.Float32)
                part = part.to(ScalarType.Float32);
            squares += Add(MemoryMarshal.Cast<byte, float>(part.bytes), start / Width, sums);
        }

        return new TensorSketch(flat.numel() < Width ? sums[..(int)flat.numel()] : sums, squares, tensor.numel());
    }

    /// <summary>About the Euclidean norm of the difference of the two tensors.</summary>
    public double DistanceTo(TensorSketch other)
    {
        var squares = 0.0;
        for (var i = 0; i < Math.Min(_sums.Length, other._sums.Length); i++)
            squares += (_sums[i] - other._sums[i]) * (_sums[i] - other._sums[i]);
        return Math.Sqrt(squares);
    }

    private static double Add(ReadOnlySpan<float> values, long firstRow, Span<double> sums)
    {
        var squares = Vector<double>.Zero;
        var lanes = Vector<double>.Count;
        var whole = values.Length / Width;
        for (var row = 0; row < whole; row++)
        {
            var (signs, sign) = SignsOf(firstRow + row);
            var line = values.Slice(row * Width, Width);
            for (var at = 0; at < Width; at += 2 * lanes)
            {
                Vector.Widen(new Vector<float>(line[at..]), out var low, out var high);
                squares += low * low + high * high;
                (new Vector<double>(sums[at..]) + low * sign * new Vector<double>(signs[at..])).CopyTo(sums[at..]);
                (new Vector<double>(sums[(at + lanes)..]) + high * sign * new Vector<double>(signs[(at + lanes)..])).CopyTo(sums[(at + lanes)..]);
            }
        }

        var total = Vector.Sum(squares);
        var (lastSigns, lastSign) = SignsOf(firstRow + whole);
        for (var at = whole * Width; at < values.Length; at++)
        {
            total += (double)values[at] * values[at];
            sums[at - whole * Width] += values[at] * lastSign * lastSigns[at - whole * Width];
        }

        return total;
    }

    private static (ArraySegment<double> Signs, double Sign) SignsOf(long row)
    {
        var random = Mix((ulong)row);
        return (new ArraySegment<double>(Signs, (int)(random % Patterns) * Width, Width), (random & (1UL << 40)) == 0 ? 1 : -1);
    }

    private static double[] MakeSigns()
    {
        var signs = new double[Patterns * Width];
        for (var i = 0; i < signs.Length; i++)
            signs[i] = (Mix((ulong)i + 0x5eed_0000_0000) & 1) == 0 ? 1 : -1;
        return signs;
    }

    // SplitMix64: neighbouring numbers give unrelated ones.
    private static ulong Mix(ulong value)
    {
        value += 0x9e3779b97f4a7c15;
        value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
        value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
        return value ^ (value >> 31);
    }
}
