using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using Freeze.Data;
using Freeze.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Freeze;

/// <summary>Samples with their labels, and how they become a model's input.</summary>
public sealed class TorchDataset
{
    private readonly SampleSource _source;
    private readonly SampleSelection _selection;
    private readonly SampleTransform _transform;
    private readonly Lazy<ulong> _identity;
    private readonly Lazy<InputTransform> _input;
    private readonly Lazy<IReadOnlyList<(string Name, ulong Hash)>> _fingerprints;

    internal TorchDataset(string name, SampleSource source, SampleSelection selection, SampleTransform transform)
    {
        (Source, _source, _selection, _transform) = (name, source, selection, transform);
        _identity = new Lazy<ulong>(Hash);
        _input = new Lazy<InputTransform>(() => transform.Input with { Range = Range(), Columns = source.Columns ?? [] });
        _fingerprints = new Lazy<IReadOnlyList<(string, ulong)>>(() => [.. _source.Fingerprints(_selection.Indices)]);
    }

    /// <summary>Samples.</summary>
    public int Count => _selection.Indices.Length;

    /// <summary>Names of the classes, in the order of their numbers; null where unknown.</summary>
    public IReadOnlyList<string>? Classes => _selection.Classes;

    /// <summary>The shape of one input: C x H x W for images.</summary>
    public TensorShape SampleShape => _transform.SampleShape;

    /// <summary>The file or folder it comes from.</summary>
    public string Source { get; }

    /// <summary>How samples become inputs.</summary>
    public InputTransform Input => _input.Value;

    /// <summary>How training varies the samples: each operation with all its arguments. Evaluation takes samples as they are.</summary>
    public IReadOnlyList<string> Augment => _transform.Augmentation;

    /// <summary>Files that were left out because they cannot be read, as -SkipInvalid asks for.</summary>
    public IReadOnlyList<string> Skipped { get; internal init; } = [];

    /// <summary>Warnings about how the samples were read and chosen.</summary>
    internal IReadOnlyList<string> Remarks => [.. new[] { _source.Remark, _selection.Remark }.OfType<string>()];

    /// <summary>A class number for each sample; null where targets are not classes.</summary>
    internal IReadOnlyList<int>? Labels => _selection.Labels;

    /// <summary>Classes that all labels of the source, selected or not, are numbers of; null where targets are not classes.</summary>
    internal int? LabelCount => _source.Labels is { Length: > 0 } labels ? labels.Max() + 1 : null;

    /// <summary>A hash of content, selection, labels and transform: equal data gives equal inputs without augmentation.</summary>
    internal ulong Identity => _identity.Value;

    /// <summary>Identity of the data in named parts.</summary>
    internal IEnumerable<(string Name, IReadOnlyList<string> Values)> Facts => DatasetFacts.Of(this, Fingerprints, Labels is null ? _source.Targets : null);

    private IReadOnlyList<(string Name, ulong Hash)> Fingerprints => _fingerprints.Value;

    /// <summary>The numbers of some samples from everywhere in the data.</summary>
    /// <param name="wanted">How many; fewer where there are not so many.</param>
    internal int[] Spread(int wanted)
    {
        var count = Math.Min(wanted, Count);
        return [.. Enumerable.Range(0, count).Select(number => (int)((long)number * Count / count))];
    }

    /// <summary>Whether reading should happen ahead of time, on other threads.</summary>
    /// <param name="augmented">Whether samples are varied.</param>
    internal bool IsSlow(bool augmented) => _source.IsSlow || _transform.IsSlow || augmented && Augment.Count > 0;

    /// <summary>Reads some samples as one batch of float32 inputs. Several threads may do so at once.</summary>
    /// <param name="indices">Which samples, in which order.</param>
    /// <param name="augmentation">What training varies them with; null to take them as they are.</param>
    /// <returns>A batch that the caller disposes of.</returns>
    /// <exception cref="FreezeException">DatasetInvalid or ShapeMismatch, for files that are read only now.</exception>
    internal Batch ReadBatch(ReadOnlySpan<int> indices, AugmentationSeed? augmentation = null) => ReadAhead(indices, augmentation, CancellationToken.None);

    /// <summary>Reads a batch that may not be wanted any more before it is whole.</summary>
    /// <param name="indices">Which samples, in which order.</param>
    /// <param name="augmentation">What training varies them with; null to take them as they are.</param>
    /// <param name="cancellation">Stops between two samples.</param>
    /// <returns>A batch that the caller disposes of.</returns>
    /// <exception cref="FreezeException">DatasetInvalid or ShapeMismatch, for files that are read only now.</exception>
    /// <exception cref="OperationCanceledException">It is not wanted.</exception>
    internal Batch ReadAhead(ReadOnlySpan<int> indices, AugmentationSeed? augmentation, CancellationToken cancellation)
    {
        var sampleSize = (int)ElementCount.Of(SampleShape);
        if ((long)indices.Length * sampleSize * sizeof(float) > Array.MaxLength)
        {
            throw new FreezeException(ErrorCode.OptionInvalid, "BatchSize", FormattableString.Invariant($"A batch of {indices.Length:N0} samples of {SampleShape} would take more than 2 GB."),
                "Choose a smaller -BatchSize, or with -AccumulationSteps several small batches for each step.");
        }

        var inputs = empty([indices.Length, .. SampleShape], ScalarType.Float32).DetachFromDisposeScope();
        try
        {
            var floats = MemoryMarshal.Cast<byte, float>(inputs.bytes);
            for (var i = 0; i < indices.Length; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                _source.Read(_selection.Indices[indices[i]], _transform, floats.Slice(i * sampleSize, sampleSize), Augment.Count > 0 ? augmentation : null);
            }

            return new Batch(inputs, ReadLabels(indices), indices.Length);
        }
        catch
        {
            inputs.Dispose();
            throw;
        }
    }

    /// <summary>Reads the class numbers or targets of some samples, and nothing else of them.</summary>
    /// <param name="indices">Which samples, in which order.</param>
    /// <returns>A tensor that the caller disposes of.</returns>
    internal Tensor ReadLabels(ReadOnlySpan<int> indices) => ReadTargets(indices).DetachFromDisposeScope();

    /// <summary>Some of the samples as a data set of their own.</summary>
    /// <param name="samples">Their numbers in this one.</param>
    internal TorchDataset Take(int[] samples) => new(Source, _source, _selection.Take(samples), _transform);

    /// <summary>The same samples under other class numbers. What they are read from is shared.</summary>
    /// <param name="numbers">The new number of each label that occurs.</param>
    /// <param name="classes">Names of the classes by their new numbers; null where unknown.</param>
    internal TorchDataset Relabel(IReadOnlyDictionary<int, int> numbers, IReadOnlyList<string>? classes) =>
        new(Source, _source, _selection with { Labels = Array.ConvertAll(_selection.Labels!, label => numbers[label]), Classes = classes }, _transform)
        { Skipped = Skipped };

    /// <inheritdoc/>
    public override string ToString() => $"{Count} samples of {SampleShape} from {Source}";

    // Of floats, what some samples from everywhere have; of bytes it is known.
    private double[] Range()
    {
        const int Looked = 64;
        if (_source.IsByte)
            return [0, 1];
        var raw = new SampleTransform(Source, _source.Shape, new InputTransform());
        var values = new float[ElementCount.Of(raw.SampleShape)];
        var (least, greatest) = (double.PositiveInfinity, double.NegativeInfinity);
        try
        {
            foreach (var sample in Spread(Looked))
            {
                _source.Read(_selection.Indices[sample], raw, values, null);
                (least, greatest) = (Math.Min(least, values.Min()), Math.Max(greatest, values.Max()));
            }
        }
        catch (FreezeException)
        {
            // Whoever wants the samples hears of it.
            return [];
        }

        return double.IsFinite(least) && double.IsFinite(greatest) ? [least, greatest] : [];
    }

    private ulong Hash()
    {
        var input = _transform.Input;
        var hash = new XxHash3();
        ulong[] samples = [.. Fingerprints.Select(part => part.Hash)];
        hash.Append(MemoryMarshal.AsBytes(samples.AsSpan()));
        hash.Append(MemoryMarshal.AsBytes(_selection.Indices.AsSpan()));
        hash.Append(MemoryMarshal.AsBytes(_selection.Labels.AsSpan()));
        hash.Append(MemoryMarshal.AsBytes(_source.Targets.AsSpan()));
        hash.Append(Encoding.UTF8.GetBytes(FormattableString.Invariant(
            $"{_transform.RawShape}|{SampleShape}|{string.Join(',', input.ImageSize)}|{input.ResizeSize}|{input.Padding}|")
            + FormattableString.Invariant($"{string.Join(';', input.Mean)}|{string.Join(';', input.StandardDeviation)}{input.Background}")));
        return hash.GetCurrentHashAsUInt64();
    }

    private Tensor ReadTargets(ReadOnlySpan<int> indices)
    {
        if (Labels is { } labels)
        {
            var numbers = new long[indices.Length];
            for (var i = 0; i < numbers.Length; i++)
                numbers[i] = labels[indices[i]];
            return tensor(numbers);
        }

        if (_source.Targets is not { } targets)
            return zeros(indices.Length, ScalarType.Int64);
        var width = targets.Length / _source.Count;
        var rows = new float[indices.Length * width];
        for (var i = 0; i < indices.Length; i++)
            targets.AsSpan(_selection.Indices[indices[i]] * width, width).CopyTo(rows.AsSpan(i * width));
        return tensor(rows).reshape(indices.Length, width);
    }
}
