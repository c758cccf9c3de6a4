namespace Freeze.WeightFiles.Storage;

/// <summary>Reads a tensor's elements piece by piece, row-major and little-endian, however they are stored.</summary>
internal sealed unsafe class ElementReader : IDisposable
{
    private readonly TensorStorage _storage;
    private readonly StridedView _view;
    private readonly ElementType _type;
    private readonly long _start;
    private readonly StorageLease? _lease;
    private long _delivered;

    /// <param name="storage">The bytes.</param>
    /// <param name="view">Which of them, in which order.</param>
    /// <param name="type">Type of the elements.</param>
    /// <param name="firstElement">Number of the first element in the storage.</param>
    /// <param name="isShared">Whether other tensors are views of the storage too.</param>
    public ElementReader(TensorStorage storage, StridedView view, ElementType type, long firstElement, bool isShared)
    {
        (_storage, _view, _type, _start) = (storage, view, type, firstElement * type.ByteSize());
        if (storage.IsPlain && view.IsContiguous)
            storage.Prove();
        else
            _lease = storage.Rent(keep: isShared);
    }

    /// <summary>Reads elements.</summary>
    /// <param name="firstByte">Number of the first byte among all of the tensor's; a multiple of an element's size.</param>
    /// <param name="target">Takes a whole number of elements.</param>
    public void Read(long firstByte, Span<byte> target)
    {
        if (_lease is { } lease)
            _view.Copy(lease.Pointer + _start, firstByte / _type.ByteSize(), target);
        else
            _storage.Read(_start + firstByte, target);
        if (_storage.BigEndian && _type.WordSize() > 1)
            ByteOrder.Reverse(target, _type.WordSize());
        _delivered += target.Length;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_lease is not { } lease)
            return;
        _storage.Deliver(_delivered);
        lease.Dispose();
    }
}
