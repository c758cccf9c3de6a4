using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Freeze.WeightFiles.Storage;
using TorchSharp;
using static TorchSharp.torch;

namespace Freeze.WeightFiles.Reading;

/// <summary>Carries tensors between weight files and libtorch: straight from the file into a tensor's memory.</summary>
public static unsafe class TensorLoading
{
    private const long Piece = 1L << 30;

    // Below this, waking other threads takes longer than the work.
    private const long WorthThreads = 1 << 20;

    /// <summary>libtorch's type for elements of a file, or null where TorchSharp has none.</summary>
    public static ScalarType? ToScalarType(ElementType type) => type switch
    {
        ElementType.Bool => ScalarType.Bool,
        ElementType.UInt8 => ScalarType.Byte,
        ElementType.Int8 => ScalarType.Int8,
        ElementType.Int16 => ScalarType.Int16,
        ElementType.Int32 => ScalarType.Int32,
        ElementType.Int64 => ScalarType.Int64,
        ElementType.Float16 => ScalarType.Float16,
        ElementType.BFloat16 => ScalarType.BFloat16,
        ElementType.Float32 => ScalarType.Float32,
        ElementType.Float64 => ScalarType.Float64,
        ElementType.Complex64 => ScalarType.ComplexFloat32,
        ElementType.Complex128 => ScalarType.ComplexFloat64,
        _ => null,
    };

    /// <summary>The type of a file's elements for a tensor.</summary>
    public static ElementType ToElementType(ScalarType type) => type switch
    {
        ScalarType.Bool => ElementType.Bool,
        ScalarType.Byte => ElementType.UInt8,
        ScalarType.Int8 => ElementType.Int8,
        ScalarType.Int16 => ElementType.Int16,
        ScalarType.Int32 => ElementType.Int32,
        ScalarType.Int64 => ElementType.Int64,
        ScalarType.Float16 => ElementType.Float16,
        ScalarType.BFloat16 => ElementType.BFloat16,
        ScalarType.Float32 => ElementType.Float32,
        ScalarType.Float64 => ElementType.Float64,
        ScalarType.ComplexFloat32 => ElementType.Complex64,
        ScalarType.ComplexFloat64 => ElementType.Complex128,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Quantized tensors cannot be stored."),
    };

    /// <summary>Copies tensors into others of the same shapes, several at a time; types are converted where they differ.</summary>
    /// <param name="pairs">From, and into; the latter keep their identity, device, type and gradient flag.</param>
    /// <exception cref="FreezeException">ArchitectureMismatch: shapes differ; ModelFormatUnknown: a type has no counterpart; ModelFileCorrupt: a checksum does not fit.</exception>
    public static void Copy(IReadOnlyList<(TensorEntry From, Tensor Into)> pairs)
    {
        var direct = new List<(TensorEntry From, nint Address)>(pairs.Count);
        foreach (var (from, into) in pairs)
        {
            if (!into.shape.SequenceEqual(from.Shape))
                throw new FreezeException(ErrorCode.ArchitectureMismatch, from.Name, $"'{from.Name}' is [{string.Join(", ", from.Shape)}] in '{from.File}' and [{string.Join(", ", into.shape)}] in the model.", "Choose the architecture, width and class count that the weights were trained with.");
            if (from.Count == 0)
                continue;
            if (from.DataType != ElementType.Bool && ToScalarType(from.DataType) == into.dtype && into.device.type == DeviceType.CPU && into.is_contiguous())
                direct.Add((from, Address(into)));
            else
                Convert(from, into);
        }

        Run([.. direct.SelectMany(pair => new TensorCopy(pair.From, pair.Address).Parts())]);
    }

    /// <summary>Runs pieces of reading on as many threads as there are cores, the large ones first and one at a time, so that none is left with several of them at the end.</summary>
    /// <exception cref="FreezeException">What the first piece that failed threw.</exception>
    internal static void Run(List<(long Bytes, Action Run)> parts)
    {
        parts.Sort((a, b) => b.Bytes.CompareTo(a.Bytes));
        if (parts.Sum(part => part.Bytes) < WorthThreads)
        {
            parts.ForEach(part => part.Run());
            return;
        }

        try
        {
            Parallel.ForEach(Partitioner.Create(parts, EnumerablePartitionerOptions.NoBuffering), new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, part => part.Run());
        }
        catch (AggregateException error)
        {
            ExceptionDispatchInfo.Throw(error.InnerExceptions.OfType<FreezeException>().FirstOrDefault() ?? error.InnerExceptions[0]);
        }
    }

    /// <summary>Copies one tensor into another of the same shape.</summary>
    public static void CopyTo(this TensorEntry from, Tensor into) => Copy([(from, into)]);

    /// <summary>A new CPU tensor with the elements of one in a file, of the same type where TorchSharp has it, else of the next wider one.</summary>
    public static Tensor ToTensor(this TensorEntry from)
    {
        if (ToScalarType(from.DataType) is not { } type)
            return WideElements.ToTensor(from);
        var tensor = empty(from.Shape, dtype: type);
        if (from.Count == 0)
            return tensor;
        from.CopyTo(Address(tensor), from.Bytes);
        if (from.DataType == ElementType.Bool)
            Normalize(tensor.bytes);
        return tensor;
    }

    /// <summary>A tensor as something to write to a file. It must live until the file is written.</summary>
    public static TensorSource ToSource(string name, Tensor tensor) =>
        new(name, ToElementType(tensor.dtype), tensor.shape, stream => Write(tensor, stream))
        {
            SharedKey = tensor.device.type == DeviceType.CPU && tensor.numel() > 0 && tensor.is_contiguous() ? Address(tensor) : null,
        };

    private static void Convert(TensorEntry from, Tensor into)
    {
        using var guard = no_grad();
        using var read = from.ToTensor();
        using var target = into.detach();
        target.copy_(read).Dispose();
    }

    private static void Write(Tensor tensor, Stream stream)
    {
        using var detached = tensor.detach();
        using var local = detached.cpu();
        using var whole = local.contiguous();
        var (address, length) = (Address(whole), whole.numel() * whole.element_size());
        for (var done = 0L; done < length; done += Piece)
            stream.Write(new ReadOnlySpan<byte>((byte*)address + done, (int)Math.Min(Piece, length - done)));
    }

    private static nint Address(Tensor tensor)
    {
        if (tensor.numel() == 0)
            return 0;
        if (tensor.numel() * tensor.element_size() <= int.MaxValue)
            return Start(tensor.bytes);
        // A span cannot be longer, but one element is enough to find the address.
        using var detached = tensor.detach();
        using var flat = detached.view(-1);
        using var first = flat.narrow(0, 0, 1);
        return Start(first.bytes);
    }

    private static nint Start(Span<byte> bytes)
    {
        fixed (byte* start = bytes)
            return (nint)start;
    }

    // libtorch takes 0 and 1 for granted; a file may hold any byte.
    private static void Normalize(Span<byte> truths)
    {
        foreach (ref var truth in truths)
            truth = (byte)(truth == 0 ? 0 : 1);
    }
}
