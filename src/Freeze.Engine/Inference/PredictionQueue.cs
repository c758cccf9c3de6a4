using static TorchSharp.torch;

namespace Freeze.Inference;

/// <summary>Gathers samples into batches and hands out predictions in the order in which the samples came.</summary>
internal sealed class PredictionQueue : IDisposable
{
    private readonly TorchModel _model;
    private readonly Predictor _predictor;
    private readonly int _batchSize;
    private readonly List<string> _paths = [];
    private readonly List<(Tensor Sample, object Source)> _tensors = [];
    private ImageInputs? _images;
    private int _count;

    /// <param name="model">The model.</param>
    /// <param name="batchSize">Samples that run together.</param>
    /// <param name="topK">How many of the best classes each prediction lists.</param>
    /// <exception cref="FreezeException">OptionInvalid.</exception>
    public PredictionQueue(TorchModel model, int batchSize, int topK)
    {
        if (batchSize < 1)
            throw new FreezeException(ErrorCode.OptionInvalid, "BatchSize", $"-BatchSize is {batchSize}.", "Give it a number of at least 1.");
        if (topK < 0)
            throw new FreezeException(ErrorCode.OptionInvalid, "TopK", $"-TopK is {topK}.", "Give it the number of classes to list.");
        (_model, _predictor, _batchSize) = (model, new Predictor(model, topK), batchSize);
    }

    /// <summary>Warning about an assumption on images; null where the model knows how they are made, or no image came.</summary>
    public string? Assumption => _images?.Assumption;

    /// <summary>Takes an image file.</summary>
    /// <returns>What is ready: predictions, and exceptions about single images.</returns>
    /// <exception cref="FreezeException">ShapeMismatch: the model takes no images.</exception>
    public IEnumerable<object> AddImage(string path)
    {
        _images ??= new ImageInputs(_model);
        var ready = _tensors.Count > 0 ? Flush() : [];
        _paths.Add(path);
        return _paths.Count >= _batchSize ? [.. ready, .. Flush()] : ready;
    }

    /// <summary>Takes a tensor of samples; the caller keeps it.</summary>
    /// <returns>What is ready.</returns>
    /// <exception cref="FreezeException">ShapeMismatch.</exception>
    public IEnumerable<object> AddTensor(Tensor tensor)
    {
        var ready = _paths.Count > 0 ? [.. Flush()] : new List<object>();
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var batch = TensorInputs.Batch(_model, tensor);
        for (var i = 0L; i < batch.shape[0]; i++)
        {
            if (_tensors is [var (first, _), ..] && (first.dtype != batch.dtype || !first.shape.AsSpan().SequenceEqual(batch.shape.AsSpan(1))))
                ready.AddRange(Flush());
            _tensors.Add((batch[i].clone().DetachFromDisposeScope(), _count++));
            if (_tensors.Count >= _batchSize)
                ready.AddRange(Flush());
        }

        return ready;
    }

    /// <summary>Runs what waits.</summary>
    /// <returns>Predictions, and exceptions about single images, in the order in which they came.</returns>
    public List<object> Flush() => _paths.Count > 0 ? FlushImages() : _tensors.Count > 0 ? FlushTensors() : [];

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (sample, _) in _tensors)
            sample.Dispose();
        _tensors.Clear();
    }

    private List<object> FlushImages()
    {
        string[] paths = [.. _paths];
        _paths.Clear();
        var (inputs, bad) = _images!.ReadAll(paths);
        using (inputs)
        {
            var good = paths.Where((_, i) => !bad.ContainsKey(i)).ToList<object>();
            var predictions = new Queue<Prediction>(good.Count == 0 ? [] : _predictor.Run(inputs, good));
            return [.. paths.Select((_, i) => bad.TryGetValue(i, out var error) ? (object)error : predictions.Dequeue())];
        }
    }

    private List<object> FlushTensors()
    {
        var sources = _tensors.Select(waiting => waiting.Source).ToList();
        try
        {
            using var off = no_grad();
            using var inputs = stack(_tensors.Select(waiting => waiting.Sample).ToArray()).DetachFromDisposeScope();
            return [.. _predictor.Run(inputs, sources)];
        }
        finally
        {
            Dispose();
        }
    }
}
