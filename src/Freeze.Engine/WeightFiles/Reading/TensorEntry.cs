using System.Buffers;
using System.Security.Cryptography;
using Freeze.WeightFiles.Storage;

namespace Freeze.WeightFiles.Reading;

/// <summary>One tensor in a weight file. It reads from the file when asked, as long as its <see cref="Checkpoint"/> is open.</summary>
public sealed unsafe class TensorEntry
{
    private const int Chunk = 256 << 10;
    private readonly TensorStorage _storage;
    private readonly StridedView? _view;

    /// <param name="name">Full dotted path from the root of the file.</param>
    /// <param name="type">Type of the elements.</param>
    /// <param name="shape">Sizes, none negative.</param>
    /// <param name="stride">Steps in elements, none negative, one a dimension.</param>
    /// <param name="storageOffset">Number of the first element in the storage.</param>
    /// <param name="storage">The bytes behind it; the caller has checked that the view lies within them.</param>
    internal TensorEntry(string name, ElementType type, long[] shape, long[] stride, long storageOffset, TensorStorage storage)
    {
        (Name, DataType, Shape, Stride, StorageOffset, _storage) = (name, type, shape, stride, storageOffset, storage);
        Count = 1;
        foreach (var size in shape)
            Count *= size;
        _view = Count == 0 ? null : new StridedView(shape, stride, type.ByteSize());
    }

    /// <summary>Full dotted path from the root of the file, as stored.</summary>
    public string Name { get; internal set; }

    /// <summary>Type of the elements.</summary>
    public ElementType DataType { get; }

    /// <summary>Sizes; empty for a single number.</summary>
    public long[] Shape { get; }

    /// <summary>Steps in elements between neighbours of each dimension, as stored.</summary>
    public long[] Stride { get; }

    /// <summary>Number of the first element in the storage.</summary>
    public long StorageOffset { get; }

    /// <summary>Number of elements.</summary>
    public long Count { get; }

    /// <summary>Number of bytes of all elements side by side.</summary>
    public long Bytes => Count * DataType.ByteSize();

    /// <summary>Number of the storage within its file; tensors of one file with the same number share memory.</summary>
    public int StorageId => _storage.Id;

    /// <summary>Bytes of the whole storage, of which this tensor may use a part.</summary>
    public long StorageBytes => _storage.ByteLength;

    /// <summary>The file that holds the bytes: a shard's where the checkpoint has shards.</summary>
    public string File => _storage.File;

    /// <summary>Whether the file marks it as a parameter. State dicts mark none: they hold plain tensors.</summary>
    public bool IsParameter { get; internal set; }

    /// <summary>Whether the file says that gradients were wanted.</summary>
    public bool RequiresGrad { get; internal set; }

    /// <summary>Names of the other tensors of the checkpoint that are views of the same storage, in file order.</summary>
    public IReadOnlyList<string> SharedWith => Family is null ? [] : new AlternativeNames(Family, this);

    /// <summary>Whether its elements lie row-major without gaps, so that the bytes behind it are its own.</summary>
    internal bool IsWhole => _view is { IsContiguous: true };

    /// <summary>Whether <see cref="CopyPart"/> can copy it: the bytes lie in the file as they are, and are all of those that a checksum is of.</summary>
    internal bool CanCopyParts => _storage.IsPlain && IsWhole && (_storage.IsProved || Bytes == _storage.ByteLength);

    /// <summary>All tensors of this storage, this one too; null where it is alone.</summary>
    internal IReadOnlyList<TensorEntry>? Family { get; set; }

    /// <summary>The same tensor under another name.</summary>
    internal TensorEntry Named(string name) =>
        new(name, DataType, Shape, Stride, StorageOffset, _storage) { IsParameter = IsParameter, RequiresGrad = RequiresGrad };

    /// <summary>The one element of a tensor that has one, without dimensions.</summary>
    internal TensorEntry AsNumber() => new(Name, DataType, [], [], StorageOffset, _storage) { IsParameter = IsParameter, RequiresGrad = RequiresGrad };

    /// <summary>Copies the elements, row-major and little-endian.</summary>
    /// <param name="destination">At least <see cref="Bytes"/> long.</param>
    /// <exception cref="FreezeException">ModelFileCorrupt: the bytes do not have the checksum that the file records.</exception>
    public void CopyTo(Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(destination.Length, Bytes, nameof(destination));
        fixed (byte* start = destination)
            CopyTo((nint)start, destination.Length);
    }

    /// <summary>Copies the elements to memory of any size, row-major and little-endian.</summary>
    /// <param name="destination">Address of the first byte.</param>
    /// <param name="length">Bytes there, at least <see cref="Bytes"/>.</param>
    /// <exception cref="FreezeException">ModelFileCorrupt: the bytes do not have the checksum that the file records.</exception>
    public void CopyTo(nint destination, long length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, Bytes);
        var target = (byte*)destination;
        if (CanCopyParts)
            ProveCopied(CopyPart(0, destination, Bytes));
        else if (_view is not null)
        {
            using var reader = Open();
            for (var done = 0L; done < Bytes; done += Chunk)
                reader.Read(done, new Span<byte>(target + done, (int)Math.Min(Chunk, Bytes - done)));
        }
    }

    /// <summary>Writes the elements, row-major and little-endian.</summary>
    /// <param name="destination">Takes <see cref="Bytes"/> bytes.</param>
    public void CopyTo(Stream destination)
    {
        foreach (var part in Parts())
            destination.Write(part.Span);
    }

    /// <summary>SHA-256 of the row-major little-endian bytes, in lower-case hexadecimal.</summary>
    public string Sha256()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in Parts())
            hash.AppendData(part.Span);
        return Convert.ToHexString(hash.GetHashAndReset()).ToLowerInvariant();
    }

    /// <summary>Copies some of the bytes of a tensor that <see cref="CanCopyParts"/>, without proving them.</summary>
    /// <param name="start">Number of the first one, a multiple of an element's size.</param>
    /// <param name="destination">Where it goes.</param>
    /// <param name="length">How many there are.</param>
    /// <returns>Their checksum as they lie in the file; of no meaning where the storage is proved.</returns>
    internal uint CopyPart(long start, nint destination, long length)
    {
        // Chunk by chunk, so that the checksum finds the bytes in the cache.
        var crc = _storage.IsProved ? null : new RunningChecksum();
        for (var done = 0L; done < length; done += Chunk)
        {
            var part = new Span<byte>((byte*)destination + done, (int)Math.Min(Chunk, length - done));
            _storage.Read(StorageOffset * DataType.ByteSize() + start + done, part);
            crc?.Append(part);
            if (_storage.BigEndian && DataType.WordSize() > 1)
                ByteOrder.Reverse(part, DataType.WordSize());
        }

        return crc?.Value ?? 0;
    }

    /// <summary>Compares the checksum of all bytes with the file's.</summary>
    /// <param name="checksum">Joined from those of the parts.</param>
    internal void ProveCopied(uint checksum)
    {
        if (!_storage.IsProved)
            _storage.Prove(checksum);
    }

    /// <summary>Whether proving the storage only reads the file, and takes no memory to speak of.</summary>
    internal bool IsPlain => _storage.IsPlain;

    /// <summary>Proves the checksum of the storage, where the file has one.</summary>
    internal void Verify()
    {
        if (_storage.IsPlain)
            _storage.Prove();
        else
            _storage.Rent(keep: Family is not null).Dispose();
    }

    /// <summary>Name, type and shape.</summary>
    public override string ToString() => $"{Name}: {DataType.TorchName()}[{string.Join(", ", Shape)}]";

    private ElementReader Open() => new(_storage, _view!, DataType, StorageOffset, Family is not null);

    private IEnumerable<ReadOnlyMemory<byte>> Parts()
    {
        if (_view is null)
            yield break;
        using var reader = Open();
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(Chunk, Bytes));
        try
        {
            for (var done = 0L; done < Bytes; done += Chunk)
            {
                var size = (int)Math.Min(Chunk, Bytes - done);
                reader.Read(done, buffer.AsSpan(0, size));
                yield return buffer.AsMemory(0, size);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
