namespace Freeze.Data.Tables;

/// <summary>Collects rows of numbers, or a block of numbers for each row, with a label each.</summary>
internal sealed class TableBuilder
{
    private readonly LabelColumn _labels = new();
    private float[] _values = new float[1024];
    private int _count;
    private long[]? _blockShape;
    private bool _isBytes;

    /// <summary>Adds a number to the present row.</summary>
    /// <exception cref="InvalidDataException">There are too many.</exception>
    public void Add(float value)
    {
        Reserve(1);
        _values[_count++] = value;
    }

    /// <summary>Adds a row whose only value is a block of numbers.</summary>
    /// <exception cref="InvalidDataException">It is empty, has other sizes or another kind than those before it, or there are too many numbers.</exception>
    public void Add(NumberBlock block)
    {
        if (block.Values.Length == 0)
            throw new InvalidDataException("it is empty.");
        if (_blockShape is null)
            (_blockShape, _isBytes) = (block.Shape, block.IsBytes);
        if (!block.Shape.AsSpan().SequenceEqual(_blockShape))
            throw new InvalidDataException($"it is {string.Join(" x ", block.Shape)}, but the first one is {string.Join(" x ", _blockShape)}.");
        if (block.IsBytes != _isBytes)
            throw new InvalidDataException(_isBytes ? "it is not of bytes, as the first one is." : "it is of bytes, which the first one is not.");
        Reserve(block.Values.Length);
        block.Values.CopyTo(_values.AsSpan(_count));
        _count += block.Values.Length;
    }

    /// <summary>Adds the label of the present row.</summary>
    public void AddLabel(ReadOnlySpan<char> text) => _labels.Add(text);

    /// <summary>Makes samples of all rows.</summary>
    /// <param name="columns">What the numbers of a row are, where rows are no blocks.</param>
    public MemorySamples Build(TableColumns columns)
    {
        var (classes, targets, names) = _labels.Build();
        var values = _values.AsSpan(0, _count);
        // Images without a channel dimension are grey.
        var shape = new TensorShape(_blockShape switch { null => [columns.FeatureCount], { Length: 2 } => [1, .. _blockShape], _ => _blockShape });
        return _isBytes ? new MemorySamples(Bytes(values), null, shape, classes, targets) { Classes = names }
            : new MemorySamples(null, values.ToArray(), shape, classes, targets) { Classes = names, Columns = _blockShape is null ? columns.Features : null };
    }

    private static byte[] Bytes(ReadOnlySpan<float> values)
    {
        var bytes = new byte[values.Length];
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)values[i];
        return bytes;
    }

    private void Reserve(int more)
    {
        const int Limit = int.MaxValue / sizeof(float);
        if (_count > Limit - more)
            throw new InvalidDataException("it has more than 2 GB of numbers; use .npy or .safetensors.");
        if (_count + more > _values.Length)
            Array.Resize(ref _values, (int)Math.Min(Limit, Math.Max(_count + more, _count * 2L)));
    }
}
