using Freeze.Optimization.State;
using TorchSharp;

namespace Freeze.Optimization.Algorithms;

/// <summary>Adam and AdamW (torch.optim.Adam, torch.optim.AdamW).</summary>
internal sealed class AdamRule(OptimizerAlgorithm algorithm) : FusedRule
{
    public static readonly AlgorithmDefinition Adam = Define(OptimizerAlgorithm.Adam, weightDecay: 0, decoupled: [OptionDefinition.Flag("decoupled_weight_decay")]);

    public static readonly AlgorithmDefinition AdamW = Define(OptimizerAlgorithm.AdamW, weightDecay: 1e-2, decoupled: []);

    protected override void StepFused(OptimizerGroup group, IReadOnlyList<ParameterSlot> slots, double phase)
    {
        var options = group.Options;
        var amsgrad = options.Flag("amsgrad");
        foreach (var slot in slots)
            slot.State.Step = phase + 1;
        FusedKernels.Invoke(Decouples(options) ? "adamw" : "adam", FusedKernels.Parameters(slots), FusedKernels.Gradients(slots),
            FusedKernels.Remembered(slots, "exp_avg"), FusedKernels.Remembered(slots, "exp_avg_sq"), amsgrad ? FusedKernels.Remembered(slots, "max_exp_avg_sq") : [],
            FusedKernels.Steps(phase + 1, slots), group.LearningRate, group.Momentum!.Value, options.Number("beta2"), options.Number("weight_decay"), options.Number("eps"), amsgrad, options.Flag("maximize"));
    }

    protected internal override void StepPlain(OptimizerGroup group, ParameterSlot slot)
    {
        var options = group.Options;
        var step = ++slot.State.Step;
        var gradient = group.Descend(slot, decays: !Decouples(options));
        if (Decouples(options))
            slot.Parameter.mul_(1 - group.LearningRate * options.Number("weight_decay"));
        var (beta1, beta2) = (group.Momentum!.Value, options.Number("beta2"));
        var average = slot.Remembered("exp_avg").mul_(beta1).add_(gradient, 1 - beta1);
        var square = slot.Remembered("exp_avg_sq").mul_(beta2).addcmul_(gradient, gradient, 1 - beta2);
        if (options.Flag("amsgrad"))
        {
            var most = slot.Remembered("max_exp_avg_sq");
            square = most.copy_(torch.maximum(most, square));
        }

        var denominator = square.sqrt().div_(Math.Sqrt(1 - Math.Pow(beta2, step))).add_(options.Number("eps"));
        slot.Parameter.addcdiv_(average, denominator, -group.LearningRate / (1 - Math.Pow(beta1, step)));
    }

    private bool Decouples(OptionSet options) => algorithm == OptimizerAlgorithm.AdamW || options.Flag("decoupled_weight_decay");

    private static AlgorithmDefinition Define(OptimizerAlgorithm algorithm, double weightDecay, OptionDefinition[] decoupled) => new(algorithm, () => new AdamRule(algorithm),
        [OptionDefinition.NotNegative("lr", 1e-3), OptionDefinition.Decay("beta1", 0.9), OptionDefinition.Decay("beta2", 0.999), OptionDefinition.NotNegative("eps", 1e-8),
        OptionDefinition.NotNegative("weight_decay", weightDecay), OptionDefinition.Flag("amsgrad"), OptionDefinition.Flag("maximize"), .. decoupled]) { State = StateLayout.Adam };
}
