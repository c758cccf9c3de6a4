namespace Freeze.Optimization.Algorithms;

/// <summary>RAdam (torch.optim.RAdam).</summary>
internal sealed class RAdamRule : TensorwiseRule
{
    public static readonly AlgorithmDefinition Definition = new(OptimizerAlgorithm.RAdam, () => new RAdamRule(),
        OptionDefinition.NotNegative("lr", 1e-3), OptionDefinition.Decay("beta1", 0.9), OptionDefinition.Decay("beta2", 0.999), OptionDefinition.NotNegative("eps", 1e-8),
        OptionDefinition.NotNegative("weight_decay", 0), OptionDefinition.Flag("decoupled_weight_decay"), OptionDefinition.Flag("maximize"))
    {
        State = new(["exp_avg", "exp_avg_sq"], [], ["step"]),
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
        var average = slot.Remembered("exp_avg").mul_(beta1).add_(gradient, 1 - beta1);
        var square = slot.Remembered("exp_avg_sq").mul_(beta2).addcmul_(gradient, gradient, 1 - beta2);
        var correction1 = 1 - Math.Pow(beta1, step);
        var correction2 = 1 - Math.Pow(beta2, step);

        // The length of the simple moving average that beta2 amounts to, in the limit and after this many steps.
        var longest = 2 / (1 - beta2) - 1;
        var length = longest - 2 * step * Math.Pow(beta2, step) / correction2;
        if (length <= 5)
        {
            slot.Parameter.add_(average, -group.LearningRate / correction1);
            return;
        }

        var rectification = Math.Sqrt((length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length));
        var denominator = square.sqrt().add_(options.Number("eps"));
        slot.Parameter.addcdiv_(average, denominator, -group.LearningRate * rectification * Math.Sqrt(correction2) / correction1);
    }
}
