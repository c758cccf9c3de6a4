using Freeze.Tensors;
using Freeze.WeightFiles.Reading;

namespace Freeze.WeightFiles.Storage;

/// <summary>One tensor on its way from a file to memory, in parts that several threads take: a file's largest tensor is often most of it.</summary>
/// <param name="from">The tensor.</param>
/// <param name="address">Where its elements go; room for all of them.</param>
internal sealed class TensorCopy(TensorEntry from, nint address)
{
    /// <summary>Long enough that starting a part costs nothing, short enough that threads end together.</summary>
    internal const long PartBytes = 4 << 20;

    private uint[] _checksums = [];
    private int _left;

    /// <summary>Its parts, to be run in any order, each once. The last that ends proves the checksum of all.</summary>
    public IEnumerable<(long Bytes, Action Run)> Parts()
    {
        if (from.Bytes <= PartBytes || !from.CanCopyParts)
            return [(from.Bytes, () => from.CopyTo(address, from.Bytes))];
        _left = (int)CeilingDivision.Of(from.Bytes, PartBytes);
        _checksums = new uint[_left];
        return Enumerable.Range(0, _left).Select(part => (LengthOf(part), (Action)(() => Copy(part))));
    }

    private long LengthOf(int part) => Math.Min(PartBytes, from.Bytes - part * PartBytes);

    private void Copy(int part)
    {
        var start = part * PartBytes;
        _checksums[part] = from.CopyPart(start, (nint)(address + start), LengthOf(part));
        if (Interlocked.Decrement(ref _left) > 0)
            return;
        var all = _checksums[0];
        for (var next = 1; next < _checksums.Length; next++)
            all = JoinedChecksum.Of(all, _checksums[next], LengthOf(next));
        from.ProveCopied(all);
    }
}
