using TorchSharp;

namespace Freeze.Optimization.Algorithms;

/// <summary>Stochastic gradient descent (torch.optim.SGD).</summary>
internal sealed class SgdRule : FusedRule
{
    public static readonly AlgorithmDefinition Definition = new(OptimizerAlgorithm.SGD, () => new SgdRule(),
        OptionDefinition.NotNegative("lr", 1e-3), OptionDefinition.NotNegative("momentum", 0), OptionDefinition.Number("dampening", 0),
        OptionDefinition.NotNegative("weight_decay", 0), OptionDefinition.Flag("nesterov"), OptionDefinition.Flag("maximize"))
    {
        State = new(["momentum_buffer"], [], []),
        Conflict = options => options.Flag("nesterov") && (options.Number("momentum") <= 0 || options.Number("dampening") != 0)
            ? "Nesterov momentum needs a momentum above 0 and no dampening." : null,
    };

    // On the processor, this libtorch's kernel leaves most elements of half-precision parameters as they are, and fills their momentum with whatever lies
    // beside it in memory (github.com/pytorch/pytorch/issues/191763).
    /// <inheritdoc/>
    protected override bool Takes(ParameterSlot slot) => base.Takes(slot) && (slot.Parameter.dtype is torch.ScalarType.Float32 or torch.ScalarType.Float64 || slot.Parameter.device_type != DeviceType.CPU);

    /// <summary>The first step takes the gradient itself as momentum, undamped; it is told by the missing buffer.</summary>
    protected override double Phase(ParameterSlot slot) => slot.ExistingState?.Has("momentum_buffer") == true ? 1 : 0;

    protected override void StepFused(OptimizerGroup group, IReadOnlyList<ParameterSlot> slots, double phase)
    {
        var momentum = group.Momentum ?? 0;
        var buffers = momentum == 0 ? [] : FusedKernels.Remembered(slots, "momentum_buffer");
        FusedKernels.Invoke("sgd", FusedKernels.Parameters(slots), FusedKernels.Gradients(slots), buffers, group.Options.Number("weight_decay"), momentum, group.LearningRate,
            group.Options.Number("dampening"), group.Options.Flag("nesterov"), group.Options.Flag("maximize"), phase == 0);
    }

    protected internal override void StepPlain(OptimizerGroup group, ParameterSlot slot)
    {
        var gradient = group.Descend(slot);
        var momentum = group.Momentum ?? 0;
        if (momentum != 0)
        {
            var first = !slot.State.Has("momentum_buffer");
            var buffer = slot.Remembered("momentum_buffer");
            if (first)
                buffer.copy_(gradient);
            else
                buffer.mul_(momentum).add_(gradient, 1 - group.Options.Number("dampening"));
            gradient = group.Options.Flag("nesterov") ? gradient.add(buffer, momentum) : buffer;
        }

        slot.Parameter.add_(gradient, -group.LearningRate);
    }
}
