using TorchSharp;

namespace Freeze.Optimization.Algorithms;

/// <summary>Adamax (torch.optim.Adamax).</summary>
internal sealed class AdamaxRule : TensorwiseRule
{
    public static readonly AlgorithmDefinition Definition = new(OptimizerAlgorithm.Adamax, () => new AdamaxRule(),
        OptionDefinition.NotNegative("lr", 2e-3), OptionDefinition.Decay("beta1", 0.9), OptionDefinition.Decay("beta2", 0.999), OptionDefinition.NotNegative("eps", 1e-8),
        OptionDefinition.NotNegative("weight_decay", 0), OptionDefinition.Flag("maximize"))
    {
        State = new(["exp_avg", "exp_inf"], [], ["step"]),
    };

    protected override void Step(OptimizerGroup group, ParameterSlot slot)
    {
        var beta1 = group.Momentum!.Value;
        var step = ++slot.State.Step;
        var gradient = group.Descend(slot);
        var average = slot.Remembered("exp_avg").mul_(beta1).add_(gradient, 1 - beta1);
        var most = slot.Remembered("exp_inf").mul_(group.Options.Number("beta2"));
        most.copy_(torch.maximum(most, gradient.abs().add_(group.Options.Number("eps"))));
        slot.Parameter.addcdiv_(average, most, -group.LearningRate / (1 - Math.Pow(beta1, step)));
    }
}
