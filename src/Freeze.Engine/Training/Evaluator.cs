using Freeze.Data;
using Freeze.Libtorch;
using Freeze.Models;
using Freeze.Training.Metrics;
using TorchSharp;
using static TorchSharp.torch;

namespace Freeze.Training;

/// <summary>Runs a model over data without training it.</summary>
/// <param name="model">The model.</param>
/// <param name="data">The samples.</param>
/// <param name="loss">What is measured.</param>
/// <param name="batchSize">Samples of a batch.</param>
/// <param name="prepared">The batches, all of the data in order, where something has been made of them already; null to read them.</param>
/// <param name="precision">What convolutions and matrix products compute in.</param>
internal sealed class Evaluator(TorchModel model, TorchDataset data, LossFunction loss, int batchSize, IEnumerable<Batch>? prepared = null, Precision precision = Precision.Float32)
{
    private readonly WeightedMean _loss = new();
    private long _judged, _right, _nearlyRight;
    private int _seen, _k;
    private long[][] _confusion = [];
    private readonly BinaryCount? _binary = loss.Targets == TargetKinds.Binary ? new() : null;
    private readonly ValueErrors? _values = loss.Targets == TargetKinds.Values ? new() : null;

    /// <summary>Evaluates batch by batch; after the last one <see cref="Result"/> holds the outcome.</summary>
    /// <returns>Samples done so far, after each batch.</returns>
    public IEnumerable<int> Run()
    {
        DataChecks.RequireFit(model, data, loss);
        using var use = model.Use.Borrow();
        using var modes = ModuleModes.BeginEvaluation(model);
        var batches = prepared ?? new DataLoader(data, Enumerable.Range(0, data.Count).ToArray(), batchSize, dropLast: false);
        foreach (var batch in batches)
        {
            using (batch)
                NativeFailure.Translate($"Evaluating {model.Name}", () => Add(batch));
            yield return _seen;
        }
    }

    /// <summary>The outcome.</summary>
    public Evaluation Result => new()
    {
        Count = _seen,
        Loss = _loss.Value,
        Accuracy = loss.TakesClasses ? (double)_right / Math.Max(1, _judged) : _binary?.Score().Accuracy,
        TopK = loss.TakesClasses ? (double)_nearlyRight / Math.Max(1, _judged) : null,
        K = _k,
        ConfusionMatrix = _confusion,
        PerClass = ClassScore.Of(_confusion, model.Classes ?? data.Classes),
        Binary = _binary?.Score(),
        Values = _values?.Score(),
    };

    // Scopes and gradient mode belong to the thread, so they open and close within one batch: the caller's pipeline runs in between.
    private void Add(Batch batch)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        using var threads = SingleThread.Begin(batch.IsLight);
        var outputs = ForwardPass.Run(model, batch, precision);
        var targets = batch.Labels.to(outputs.device);
        var count = (int)outputs.shape[0];
        _loss.Add(loss.Compute(outputs, targets).to(ScalarType.Float64).item<double>(), loss.WeightOf(targets));
        _seen += count;
        if (loss.TakesClasses)
            Count(outputs.movedim([1L], [-1L]).reshape(-1, outputs.shape[1]), targets.reshape(-1));
        _binary?.Add(outputs, targets);
        _values?.Add(outputs, targets);
    }

    private void Count(Tensor outputs, Tensor targets)
    {
        var classes = (int)outputs.shape[1];
        if (_confusion.Length == 0)
        {
            _confusion = [.. Enumerable.Range(0, classes).Select(_ => new long[classes])];
            _k = Math.Min(5, classes);
        }

        var best = outputs.topk(_k, 1).indexes;
        _nearlyRight += best.eq(targets.unsqueeze(1)).any(1).sum().item<long>();
        var predicted = outputs.argmax(1).cpu().data<long>().ToArray();
        var actual = targets.cpu().data<long>().ToArray();
        _judged += actual.Length;
        for (var i = 0; i < actual.Length; i++)
        {
            _confusion[actual[i]][predicted[i]]++;
            _right += actual[i] == predicted[i] ? 1 : 0;
        }
    }
}
