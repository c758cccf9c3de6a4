namespace Freeze.Optimization.Algorithms;

/// <summary>RMSprop (torch.optim.RMSprop).</summary>
internal sealed class RmsPropRule : TensorwiseRule
{
    public static readonly AlgorithmDefinition Definition = new(OptimizerAlgorithm.RMSprop, () => new RmsPropRule(),
        OptionDefinition.NotNegative("lr", 1e-2), OptionDefinition.NotNegative("alpha", 0.99), OptionDefinition.NotNegative("eps", 1e-8), OptionDefinition.NotNegative("weight_decay", 0),
        OptionDefinition.NotNegative("momentum", 0), OptionDefinition.Flag("centered"), OptionDefinition.Flag("maximize"))
    {
        State = new(["square_avg"], ["momentum_buffer", "grad_avg"], ["step"]),
    };

    protected override void Step(OptimizerGroup group, ParameterSlot slot)
    {
        var alpha = group.Options.Number("alpha");
        var momentum = group.Momentum!.Value;
        slot.State.Step++;
        var gradient = group.Descend(slot);
        var square = slot.Remembered("square_avg").mul_(alpha).addcmul_(gradient, gradient, 1 - alpha);
        var denominator = square;
        if (group.Options.Flag("centered"))
        {
            var mean = slot.Remembered("grad_avg").mul_(alpha).add_(gradient, 1 - alpha);
            denominator = square.addcmul(mean, mean, -1).sqrt_();
        }
        else
        {
            denominator = square.sqrt();
        }

        denominator.add_(group.Options.Number("eps"));
        if (momentum > 0)
            slot.Parameter.add_(slot.Remembered("momentum_buffer").mul_(momentum).addcdiv_(gradient, denominator, 1), -group.LearningRate);
        else
            slot.Parameter.addcdiv_(gradient, denominator, -group.LearningRate);
    }
}
