using System.Buffers;
using System.IO.Hashing;
using System.Text;
using Freeze.Tensors;
using Microsoft.Win32.SafeHandles;

namespace Freeze.Data.Arrays;

/// <summary>Samples that stay in their file until they are read, one after another from some place in it: for data larger than memory.</summary>
internal sealed class FileSamples : SampleSource
{
    private readonly string _path;
    private readonly long _offset;
    private readonly NumberFormat _format;
    private readonly SafeFileHandle _file;
    private readonly int _sampleSize;
    private readonly int _lastChannels;

    /// <param name="path">The file.</param>
    /// <param name="offset">Its byte at which the first sample begins.</param>
    /// <param name="count">Samples.</param>
    /// <param name="shape">Of one sample; images are C x H x W.</param>
    /// <param name="format">Of the numbers.</param>
    /// <param name="channelsLast">Whether images lie as H x W x C in the file.</param>
    /// <exception cref="FreezeException">DatasetInvalid: the file is shorter.</exception>
    public FileSamples(string path, long offset, int count, TensorShape shape, NumberFormat format, bool channelsLast = false)
    {
        (_path, _offset, Count, Shape, _format) = (path, offset, count, shape, format);
        Remark = Rounding.Of(format);
        _sampleSize = checked((int)ElementCount.Of(shape));
        _lastChannels = channelsLast ? (int)shape[0] : 1;
        _file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.RandomAccess);
        if (RandomAccess.GetLength(_file) < offset + (long)count * _sampleSize * format.Size)
            throw Invalid("it is shorter than its header says.");
    }

    /// <inheritdoc/>
    public override int Count { get; }

    /// <inheritdoc/>
    public override TensorShape Shape { get; }

    /// <inheritdoc/>
    public override bool IsByte => _format.IsByte;

    /// <inheritdoc/>
    public override bool IsSlow => true;

    /// <inheritdoc/>
    public override IEnumerable<(string Name, ulong Hash)> Fingerprints(int[] selected) =>
    [
        ("layout", XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{RandomAccess.GetLength(_file)}|{_offset}|{_format}|{_lastChannels}")))),
        ("contents", ContentHash.Of(_file)),
        Selected(selected),
    ];

    /// <inheritdoc/>
    public override void Read(int index, SampleTransform transform, Span<float> target, AugmentationSeed? seed)
    {
        var length = _sampleSize * _format.Size;
        var bytes = ArrayPool<byte>.Shared.Rent(length);
        var floats = _format.IsByte ? null : ArrayPool<float>.Shared.Rent(_sampleSize);
        try
        {
            Fill(bytes.AsSpan(0, length), _offset + (long)index * length);
            if (floats is null)
            {
                ChannelsFirst<byte>(bytes.AsSpan(0, length));
                transform.Apply(bytes.AsSpan(0, length), target, seed?.For(index));
                return;
            }

            var values = floats.AsSpan(0, _sampleSize);
            _format.ToFloats(bytes.AsSpan(0, length), values);
            ChannelsFirst(values);
            transform.Apply(values, target, seed?.For(index));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
            if (floats is not null)
                ArrayPool<float>.Shared.Return(floats);
        }
    }

    private void Fill(Span<byte> bytes, long at)
    {
        try
        {
            for (int done = 0, read; done < bytes.Length; done += read)
            {
                read = RandomAccess.Read(_file, bytes[done..], at + done);
                if (read == 0)
                    throw Invalid("it has become shorter.");
            }
        }
        catch (IOException error)
        {
            throw Invalid(error.Message, error);
        }
    }

    private void ChannelsFirst<T>(Span<T> sample) where T : unmanaged
    {
        if (_lastChannels == 1)
            return;
        var copy = ArrayPool<T>.Shared.Rent(sample.Length);
        sample.CopyTo(copy);
        var plane = sample.Length / _lastChannels;
        for (var i = 0; i < sample.Length; i++)
            sample[i] = copy[i % plane * _lastChannels + i / plane];
        ArrayPool<T>.Shared.Return(copy);
    }

    private FreezeException Invalid(string why, Exception? inner = null) =>
        new(ErrorCode.DatasetInvalid, _path, $"{_path} cannot be read: {why}", "Check that the file is whole, and not being written.", inner);
}
