namespace Freeze.Optimization.Algorithms;

/// <summary>NAdam (torch.optim.NAdam, by its formula: PyTorch 1.13 multiplied the momentum factor in twice).</summary>
internal sealed class NAdamRule : TensorwiseRule
{
    public static readonly AlgorithmDefinition Definition = new(OptimizerAlgorithm.NAdam, () => new NAdamRule(),
        OptionDefinition.NotNegative("lr", 2e-3), OptionDefinition.Decay("beta1", 0.9), OptionDefinition.Decay("beta2", 0.999), OptionDefinition.NotNegative("eps", 1e-8),
        OptionDefinition.NotNegative("weight_decay", 0), OptionDefinition.NotNegative("momentum_decay", 4e-3), OptionDefinition.Flag("decoupled_weight_decay"), OptionDefinition.Flag("maximize"))
    {
        State = new(["exp_avg", "exp_avg_sq"], [], ["step", "mu_product"]),
    };

    protected override void Step(OptimizerGroup group, ParameterSlot slot)
    {
        var options = group.Options;
        var (beta1, beta2) = (group.Momentum!.Value, options.Number("beta2"));
        var decoupled = options.Flag("decoupled_weight_decay");
        var step = ++slot.State.Step;
        var gradient = group.Descend(slot, decays: !decoupled);
        if (decoupled)
            slot.Parameter.mul_(1 - group.LearningRate * group.WeightDecay);
        var momentum = MomentumAt(step);
        var next = MomentumAt(step + 1);
        var product = slot.State.Numbers.GetValueOrDefault("mu_product", 1) * momentum;
        slot.State["mu_product"] = product;

        var average = slot.Remembered("exp_avg").mul_(beta1).add_(gradient, 1 - beta1);
        var square = slot.Remembered("exp_avg_sq").mul_(beta2).addcmul_(gradient, gradient, 1 - beta2);
        var denominator = square.div(1 - Math.Pow(beta2, step)).sqrt_().add_(options.Number("eps"));
        slot.Parameter.addcdiv_(gradient, denominator, -group.LearningRate * (1 - momentum) / (1 - product));
        slot.Parameter.addcdiv_(average, denominator, -group.LearningRate * next / (1 - product * next));

        double MomentumAt(double t) => beta1 * (1 - 0.5 * Math.Pow(0.96, t * options.Number("momentum_decay")));
    }
}
