using Freeze.Training.Metrics;
using static TorchSharp.torch;

namespace Freeze.Training;

/// <summary>A loss with its settings: a mean over the batch, as PyTorch's losses reduce by default.</summary>
internal sealed class LossFunction : IDisposable
{
    private readonly double _labelSmoothing;
    private readonly Tensor? _classWeight;

    /// <exception cref="FreezeException">OptionInvalid: label smoothing or class weights do not go with the loss.</exception>
    public LossFunction(LossKind kind, double labelSmoothing, IReadOnlyList<double>? classWeight, Device device, ScalarType type)
    {
        if (labelSmoothing is not (>= 0 and < 1))
            throw new FreezeException(ErrorCode.OptionInvalid, "LabelSmoothing", $"-LabelSmoothing is {labelSmoothing}.", "Give a number from 0 up to, but not including, 1.");
        if (labelSmoothing > 0 && kind != LossKind.CrossEntropy)
            throw new FreezeException(ErrorCode.OptionInvalid, "LabelSmoothing", $"-LabelSmoothing goes with CrossEntropy, not with {kind}.", "Leave it out, or use -Loss CrossEntropy.");
        if (classWeight is not null && kind is not (LossKind.CrossEntropy or LossKind.NegativeLogLikelihood))
            throw new FreezeException(ErrorCode.OptionInvalid, "ClassWeight", $"-ClassWeight goes with CrossEntropy and NegativeLogLikelihood, not with {kind}.", "Leave it out, or choose one of these losses.");
        if (classWeight is not null && (classWeight.Any(weight => !double.IsFinite(weight) || weight < 0) || classWeight.All(weight => weight == 0)))
            throw new FreezeException(ErrorCode.OptionInvalid, "ClassWeight", $"-ClassWeight is {string.Join(", ", classWeight)}.", "Give each class a number of at least 0, and one of them more.");
        (Kind, ClassWeight, _labelSmoothing) = (kind, classWeight, labelSmoothing);
        _classWeight = classWeight is null ? null : tensor(classWeight.ToArray(), type, device).DetachFromDisposeScope();
    }

    /// <summary>Which loss.</summary>
    public LossKind Kind { get; }

    /// <summary>What each class counts; null where all count the same.</summary>
    public IReadOnlyList<double>? ClassWeight { get; }

    /// <summary>Whether targets are class numbers.</summary>
    public bool TakesClasses => Kind is LossKind.CrossEntropy or LossKind.NegativeLogLikelihood;

    /// <summary>What the targets are.</summary>
    public TargetKinds Targets => TakesClasses ? TargetKinds.Classes : Kind == LossKind.BinaryCrossEntropy ? TargetKinds.Binary : TargetKinds.Values;

    /// <summary>The mean loss of a batch, a scalar.</summary>
    /// <param name="outputs">N x C (or N x C x ... for dense outputs).</param>
    /// <param name="targets">N class numbers (int64), or values of the outputs' shape.</param>
    public Tensor Compute(Tensor outputs, Tensor targets) => Kind switch
    {
        LossKind.CrossEntropy => nn.functional.cross_entropy(outputs, targets, _classWeight, label_smoothing: _labelSmoothing),
        LossKind.NegativeLogLikelihood => nn.functional.nll_loss(outputs, targets, _classWeight),
        LossKind.BinaryCrossEntropy => nn.functional.binary_cross_entropy_with_logits(outputs, Shaped(targets, outputs)),
        LossKind.MeanSquaredError => nn.functional.mse_loss(outputs, Shaped(targets, outputs)),
        LossKind.L1 => nn.functional.l1_loss(outputs, Shaped(targets, outputs)),
        _ => nn.functional.huber_loss(outputs, Shaped(targets, outputs)),
    };

    /// <summary>What a batch's mean counts among those of others, so that together they make the mean over all samples.</summary>
    /// <param name="targets">The batch's targets.</param>
    public double WeightOf(Tensor targets)
    {
        if (_classWeight is null)
            return targets.shape[0];
        using var off = no_grad();
        using var scope = NewDisposeScope();
        return _classWeight.index_select(0, targets.reshape(-1).to(_classWeight.device)).to(ScalarType.Float64).sum().item<double>();
    }

    public void Dispose() => _classWeight?.Dispose();

    // One target a sample fits one output a sample, whichever of the two carries the trailing dimension; nothing else is broadcast.
    private static Tensor Shaped(Tensor targets, Tensor outputs)
    {
        if (targets.numel() != outputs.numel())
        {
            throw new FreezeException(ErrorCode.ShapeMismatch, "Loss",
                $"The model gives {string.Join("x", outputs.shape)} values and the data has {string.Join("x", targets.shape)} targets.",
                "This loss compares value by value: the model needs as many outputs per sample as the data has targets.");
        }

        return targets.reshape(outputs.shape).to(outputs.dtype);
    }
}
