using Freeze.WeightFiles.Reading;
using Freeze.WeightFiles.Storage;

namespace Freeze.WeightFiles.Pickle;

/// <summary>Makes tensor entries of the arguments that torch's rebuild functions take.</summary>
/// <param name="cursor">For messages.</param>
/// <param name="budget">Bounds their number and what copying them all would take.</param>
internal sealed class TensorRecords(PickleCursor cursor, ReadingBudget budget)
{
    /// <summary>_rebuild_tensor(storage, offset, size, stride), _v2(..., requires_grad, hooks, metadata), _v3(..., requires_grad, hooks, dtype, metadata).</summary>
    public TensorEntry Rebuild(PickleGlobalKind kind, CheckpointList arguments)
    {
        var (least, metadataAt) = kind switch
        {
            PickleGlobalKind.Tensor => (4, 4),
            PickleGlobalKind.TensorV2 => (6, 6),
            _ => (7, 7),
        };
        if (arguments.Count < least || arguments.Count > metadataAt + 1)
            throw cursor.Corrupt($"rebuilds a tensor from {arguments.Count} values");
        if (arguments[0] is not StorageReference reference)
            throw cursor.Corrupt("rebuilds a tensor from something that is no storage");
        if (arguments.Count > metadataAt)
            RefuseLazyBits(arguments[metadataAt]);
        var type = kind != PickleGlobalKind.TensorV3 ? reference.Type
            : arguments[6] is PickleGlobal { Kind: PickleGlobalKind.Inert, Type: { } named } ? named : null;
        if (type is null)
            throw cursor.Corrupt("rebuilds a tensor without a type");
        if (arguments[1] is not long offset)
            throw cursor.Corrupt("rebuilds a tensor with an offset that is no whole number");
        var entry = Make(reference, type.Value, offset, Numbers(arguments[2], "shape"), Numbers(arguments[3], "stride"));
        entry.RequiresGrad = arguments.Count > 4 && arguments[4] is true or 1L;
        return entry;
    }

    private TensorEntry Make(StorageReference reference, ElementType type, long offset, long[] shape, long[] stride)
    {
        if (shape.Length != stride.Length || shape.Length > TensorGeometry.MostDimensions)
            throw cursor.Corrupt($"rebuilds a tensor with {shape.Length} sizes and {stride.Length} strides");
        if (!TensorGeometry.TryCount(shape, out var count) || offset is < 0 or > long.MaxValue / 64 || stride.Any(step => step < 0))
            throw cursor.Corrupt($"rebuilds a tensor of the impossible shape [{string.Join(", ", shape)}] with strides [{string.Join(", ", stride)}]");
        var size = type.ByteSize();
        var room = reference.Type is { } stored ? reference.Count * stored.ByteSize() : reference.Count;
        var first = (reference.First * (reference.Type?.ByteSize() ?? 1) / size) + offset;
        if (count > 0 && (!TensorGeometry.TryExtent(shape, stride, offset, out var extent) || extent > room / size))
            throw cursor.Corrupt($"rebuilds a tensor of shape [{string.Join(", ", shape)}], strides [{string.Join(", ", stride)}] and offset {offset} from a storage of {room / size} elements");
        budget.Charge(ReadingBudget.TensorCost);
        if (count > long.MaxValue / size)
            throw cursor.Corrupt("rebuilds a tensor of more bytes than a file can have");
        budget.Copy(count * size);
        return new TensorEntry("", type, shape, stride, first, reference.Storage);
    }

    private long[] Numbers(object? value, string what)
    {
        if (value is not CheckpointList list)
            throw cursor.Corrupt($"rebuilds a tensor with a {what} that is no tuple");
        if (list.Count > TensorGeometry.MostDimensions)
            throw cursor.Corrupt($"rebuilds a tensor with a {what} of {list.Count} numbers");
        var numbers = new long[list.Count];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = list[i] as long? ?? throw cursor.Corrupt($"rebuilds a tensor with a {what} that holds something other than whole numbers");
        return numbers;
    }

    // Tensors may be stored as the conjugate or the negative of their bytes; read as they lie, they would be wrong.
    private void RefuseLazyBits(object? metadata)
    {
        if (metadata is CheckpointDictionary bits && bits.Any(bit => bit.Value is not (null or false)))
            throw WeightFileError.Unknown(cursor.FilePath, "holds a tensor that is stored as the conjugate or negative of its bytes.", "In Python, save tensor.resolve_conj().resolve_neg().");
    }
}
