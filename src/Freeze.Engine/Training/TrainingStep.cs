using Freeze.Data;
using Freeze.Libtorch;
using Freeze.Models;
using Freeze.Optimization;
using TorchSharp;
using static TorchSharp.torch;

namespace Freeze.Training;

/// <summary>One training step on one batch: forward pass, loss, gradients, and the optimizer's part, unless a number in it is not finite.</summary>
/// <param name="optimizer">The optimizer, which knows its model.</param>
/// <param name="steps">Its side of the run.</param>
/// <param name="loss">What is made small.</param>
/// <param name="random">The run's random numbers.</param>
/// <param name="precision">What the forward pass computes in, and so the backward pass.</param>
internal sealed class TrainingStep(GroupedOptimizer optimizer, OptimizerStepper steps, LossFunction loss, RandomStream random, Precision precision = Precision.Float32) : IDisposable
{
    private readonly TorchModel _model = optimizer.Model;
    private readonly NonFiniteGuard _guard = new(optimizer);

    // Whether a sample of the step under way counts: class weights may be 0.
    private bool _counts;

    /// <summary>How large each group's gradients were in the last batch, before clipping; empty where it only added to those of other batches.</summary>
    public IReadOnlyList<GroupGradient> Gradients { get; private set; } = [];

    /// <inheritdoc cref="NonFiniteGuard.Reached"/>
    public string Reached => _guard.Reached;

    /// <summary>Trains on a batch. Nothing stays open on the thread afterwards: the caller's pipeline runs between two steps.</summary>
    /// <param name="batch">The batch; the caller disposes of it.</param>
    /// <param name="epoch">From 1.</param>
    /// <param name="position">The batch's place in the epoch, from 0.</param>
    /// <param name="divisor">What its loss is divided by, where other batches count more or less in the step; null where all count the same.</param>
    /// <returns>The batch's mean loss before the step; not a number where the class weights of all its samples are 0, and it counts as nothing.</returns>
    /// <exception cref="FreezeException">LossNotFinite, the weights being those before the step; ShapeMismatch; OutOfMemory.</exception>
    public double Take(Batch batch, int epoch, int position, double? divisor = null)
    {
        var value = double.NaN;
        NativeFailure.Translate($"Training {_model.Name}", () =>
        {
            using var scope = NewDisposeScope();
            using var threads = SingleThread.Begin(batch.IsLight);
            value = optimizer.NeedsClosure ? Search(batch, epoch, position) : Descend(batch, epoch, position, divisor);
            Gradients = steps.IsComplete(position) && _counts ? _guard.Last : [];
        });
        return value;
    }

    /// <inheritdoc/>
    public void Dispose() => _guard.Dispose();

    private double Descend(Batch batch, int epoch, int position, double? divisor)
    {
        if (steps.IsFirst(position))
            _counts = false;
        steps.Begin(position);
        var value = double.NaN;
        if (loss.WeightOf(batch.Labels) > 0)
        {
            if (!_counts)
                _guard.Begin();
            _counts = true;
            var result = Forward(batch);
            value = Value(result);
            var share = divisor ?? steps.ShareOf(position);
            (share == 1 ? result : result / share).backward();
            _guard.RequireFinite(value, epoch, position);
        }

        if (!steps.IsComplete(position))
            return value;
        if (!_counts)
        {
            steps.Pass();
            return value;
        }

        _guard.RequireFiniteGradients(epoch, position);
        _guard.Take(steps.End, epoch, position);
        return value;
    }

    // The batch's loss is that before the step, and only there is a bad one the data's fault: a line search may try rates that are too great.
    private double Search(Batch batch, int epoch, int position)
    {
        double? before = null;
        if (!(_counts = loss.WeightOf(batch.Labels) > 0))
        {
            steps.Pass();
            return double.NaN;
        }

        _guard.Begin();
        _guard.Take(() => steps.Take(() =>
        {
            // Layers that write over their input would write over it anew each time.
            using var inputs = batch.Inputs.clone();
            var result = Forward(batch with { Inputs = inputs });
            result.backward();
            if (before is null)
            {
                before = Value(result);
                _guard.RequireFinite(before.Value, epoch, position);
                _guard.RequireFiniteGradients(epoch, position);
            }

            return result;
        }), epoch, position);
        return before!.Value;
    }

    private Tensor Forward(Batch batch)
    {
        var outputs = random.Draw(_model, () => ForwardPass.Run(_model, batch, precision));
        return loss.Compute(outputs, batch.Labels.to(outputs.device));
    }

    private static double Value(Tensor result) => result.to(ScalarType.Float64).item<double>();
}
