using Freeze.Data;
using Freeze.Models;
using Freeze.Training;
using static TorchSharp.torch;

namespace Freeze.Benchmarks;

/// <summary>What a step cannot do without: the engine's forward pass, loss, backward pass and optimizer on a batch that lies ready; no loop, no data, no check, no record.</summary>
internal sealed class BareStep
{
    private readonly TorchModel _model;
    private readonly GroupedOptimizer _optimizer;
    private readonly LossFunction _loss;
    private readonly Batch _batch;

    /// <param name="model">The model, with nothing frozen.</param>
    /// <param name="data">The first samples are the batch.</param>
    /// <param name="batch">Samples of it.</param>
    public BareStep(TorchModel model, TorchDataset data, int batch)
    {
        (_model, _optimizer) = (model, ExampleJob.Optimizer(model));
        ModuleModes.Train(model);
        _loss = new LossFunction(LossKind.CrossEntropy, 0, null, CPU, ScalarType.Float32);
        _batch = data.ReadBatch([.. Enumerable.Range(0, batch)]);
    }

    /// <summary>One step.</summary>
    public void Step()
    {
        using var scope = NewDisposeScope();
        _optimizer.ZeroGrad();
        var loss = _loss.Compute(ForwardPass.Run(_model, _batch, Precision.Float32), _batch.Labels);
        loss.backward();
        _optimizer.Step();
        _ = loss.item<float>();
    }
}
