namespace Freeze.Optimization.Algorithms;

/// <summary>Adadelta (torch.optim.Adadelta).</summary>
internal sealed class AdadeltaRule : TensorwiseRule
{
    public static readonly AlgorithmDefinition Definition = new(OptimizerAlgorithm.Adadelta, () => new AdadeltaRule(),
        OptionDefinition.NotNegative("lr", 1), new OptionDefinition("rho", 0.9, "from 0 to 1", value => (double)value is >= 0 and <= 1), OptionDefinition.NotNegative("eps", 1e-6),
        OptionDefinition.NotNegative("weight_decay", 0), OptionDefinition.Flag("maximize"))
    {
        State = new(["square_avg", "acc_delta"], [], ["step"]),
    };

    protected override void Step(OptimizerGroup group, ParameterSlot slot)
    {
        var (rho, eps) = (group.Options.Number("rho"), group.Options.Number("eps"));
        slot.State.Step++;
        var gradient = group.Descend(slot);
        var square = slot.Remembered("square_avg").mul_(rho).addcmul_(gradient, gradient, 1 - rho);
        var accumulated = slot.Remembered("acc_delta");
        var delta = accumulated.add(eps).sqrt_().div_(square.add(eps).sqrt_()).mul_(gradient);
        accumulated.mul_(rho).addcmul_(delta, delta, 1 - rho);
        slot.Parameter.add_(delta, -group.LearningRate);
    }
}
