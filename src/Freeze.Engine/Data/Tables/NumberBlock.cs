using System.Collections;
using System.Globalization;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Freeze.Data.Tables;

/// <summary>Numbers that a script holds in one value: an array of any rank, lists of lists, or a tensor.</summary>
/// <param name="Values">The numbers, the last dimension running fastest.</param>
/// <param name="Shape">Its sizes; none for a tensor of one number.</param>
/// <param name="IsBytes">Whether they are bytes, which data sets divide by 255.</param>
internal sealed record NumberBlock(float[] Values, long[] Shape, bool IsBytes)
{
    /// <summary>Takes the numbers out of a value.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The numbers; null where it is something else, a single number among them.</returns>
    /// <exception cref="FreezeException">ShapeMismatch: lists of different lengths.</exception>
    public static NumberBlock? Of(object? value) => value switch
    {
        Tensor tensor => OfTensor(tensor),
        Array { Rank: > 1 } grid => OfGrid(grid),
        IList list => OfLists(list),
        _ => null,
    };

    /// <summary>A single number of any of .NET's types; truth is 1 or 0.</summary>
    public static bool TryNumber(object? item, out float value)
    {
        var isNumber = item is float or double or decimal or byte or sbyte or short or ushort or int or uint or long or ulong or bool;
        value = item is Half half ? (float)half : isNumber ? Convert.ToSingle(item, CultureInfo.InvariantCulture) : 0;
        return isNumber || item is Half;
    }

    private static NumberBlock OfTensor(Tensor tensor)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var floats = tensor.detach().to(ScalarType.Float32, CPU).contiguous();
        return new NumberBlock(MemoryMarshal.Cast<byte, float>(floats.bytes).ToArray(), tensor.shape, tensor.dtype == ScalarType.Byte);
    }

    private static NumberBlock? OfGrid(Array grid)
    {
        var values = new List<float>(grid.Length);
        foreach (var item in grid)
        {
            if (!TryNumber(item, out var value))
                return null;
            values.Add(value);
        }

        return new NumberBlock([.. values], [.. Enumerable.Range(0, grid.Rank).Select(dimension => (long)grid.GetLength(dimension))], grid.GetType().GetElementType() == typeof(byte));
    }

    private static NumberBlock? OfLists(IList list)
    {
        var (values, shape, isBytes) = (new List<float>(), new List<long>(), true);
        return Collect(list, 0, values, shape, ref isBytes) ? new NumberBlock([.. values], [.. shape], isBytes) : null;
    }

    // The first list on each level says how long the others must be.
    private static bool Collect(object? item, int depth, List<float> values, List<long> shape, ref bool isBytes)
    {
        if (TryNumber(item, out var value))
        {
            if (depth != shape.Count)
                throw Ragged();
            values.Add(value);
            isBytes &= item is byte;
            return true;
        }

        if (item is not IList list || list.Count == 0)
            return false;
        if (depth == shape.Count && values.Count == 0)
            shape.Add(list.Count);
        else if (depth >= shape.Count || shape[depth] != list.Count)
            throw Ragged();
        foreach (var inner in list)
        {
            if (!Collect(inner, depth + 1, values, shape, ref isBytes))
                return false;
        }

        return true;
    }

    private static FreezeException Ragged() => new(ErrorCode.ShapeMismatch, "InputObject", "Lists in an array of numbers have different lengths.", "Give every row as many numbers.");
}
