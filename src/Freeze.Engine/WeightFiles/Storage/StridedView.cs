using System.Runtime.CompilerServices;

namespace Freeze.WeightFiles.Storage;

/// <summary>Reads the elements of a strided view in row-major order.</summary>
internal sealed unsafe class StridedView
{
    private readonly int _elementSize;
    private readonly long[] _shape;
    private readonly long[] _stride;

    /// <param name="shape">Sizes, all at least 1.</param>
    /// <param name="stride">Steps in elements, none negative.</param>
    /// <param name="elementSize">Bytes of one element: 1, 2, 4, 8 or 16.</param>
    public StridedView(long[] shape, long[] stride, int elementSize)
    {
        _elementSize = elementSize;
        // Neighbouring dimensions that lie in one run become one, so that most views end up as one or two.
        var (sizes, steps) = (new List<long>(), new List<long>());
        for (var axis = 0; axis < shape.Length; axis++)
        {
            if (shape[axis] == 1)
                continue;
            if (sizes.Count > 0 && steps[^1] == stride[axis] * shape[axis])
                (sizes[^1], steps[^1]) = (sizes[^1] * shape[axis], stride[axis]);
            else
            {
                sizes.Add(shape[axis]);
                steps.Add(stride[axis]);
            }
        }

        if (sizes.Count == 0)
        {
            sizes.Add(1);
            steps.Add(1);
        }

        (_shape, _stride) = ([.. sizes], [.. steps]);
    }

    /// <summary>Whether the elements follow one another without gaps.</summary>
    public bool IsContiguous => _shape.Length == 1 && _stride[0] == 1;

    /// <summary>Copies elements from number <paramref name="first"/> on into <paramref name="target"/>.</summary>
    /// <param name="origin">The view's first element.</param>
    /// <param name="first">Row-major number of the first element to copy.</param>
    /// <param name="target">Takes a whole number of elements, no more than there are.</param>
    public void Copy(byte* origin, long first, Span<byte> target)
    {
        var rank = _shape.Length;
        Span<long> index = stackalloc long[rank];
        var position = 0L;
        for (var (axis, rest) = (rank - 1, first); axis >= 0; axis--)
        {
            (rest, index[axis]) = Math.DivRem(rest, _shape[axis]);
            position += index[axis] * _stride[axis];
        }

        var (rowLength, rowStep) = (_shape[rank - 1], _stride[rank - 1]);
        for (var left = target.Length / _elementSize; left > 0;)
        {
            var run = (int)Math.Min(left, rowLength - index[rank - 1]);
            CopyRow(origin + position * _elementSize, rowStep, target[..(run * _elementSize)]);
            target = target[(run * _elementSize)..];
            left -= run;
            position += run * rowStep;
            index[rank - 1] += run;
            for (var axis = rank - 1; axis > 0 && index[axis] == _shape[axis]; axis--)
            {
                position += _stride[axis - 1] - _shape[axis] * _stride[axis];
                index[axis] = 0;
                index[axis - 1]++;
            }
        }
    }

    private void CopyRow(byte* source, long step, Span<byte> target)
    {
        if (step == 1)
        {
            new ReadOnlySpan<byte>(source, target.Length).CopyTo(target);
            return;
        }

        switch (_elementSize)
        {
            case 1: Gather<byte>(source, step, target); break;
            case 2: Gather<ushort>(source, step, target); break;
            case 4: Gather<uint>(source, step, target); break;
            case 8: Gather<ulong>(source, step, target); break;
            default: Gather<UInt128>(source, step, target); break;
        }
    }

    private static void Gather<T>(byte* source, long step, Span<byte> target)
        where T : unmanaged
    {
        fixed (byte* start = target)
        {
            var count = target.Length / sizeof(T);
            for (var i = 0; i < count; i++)
                Unsafe.WriteUnaligned(start + (long)i * sizeof(T), Unsafe.ReadUnaligned<T>(source + i * step * sizeof(T)));
        }
    }
}
