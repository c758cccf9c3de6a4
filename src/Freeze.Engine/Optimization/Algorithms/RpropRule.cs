using TorchSharp;

namespace Freeze.Optimization.Algorithms;

/// <summary>Resilient backpropagation (torch.optim.Rprop). The learning rate is only the first step size.</summary>
internal sealed class RpropRule : TensorwiseRule
{
    public static readonly AlgorithmDefinition Definition = new(OptimizerAlgorithm.Rprop, () => new RpropRule(),
        OptionDefinition.NotNegative("lr", 1e-2), new OptionDefinition("etaminus", 0.5, "between 0 and 1", value => (double)value is > 0 and < 1),
        new OptionDefinition("etaplus", 1.2, "above 1", value => (double)value > 1), OptionDefinition.NotNegative("step_size_min", 1e-6), OptionDefinition.NotNegative("step_size_max", 50),
        OptionDefinition.Flag("maximize"))
    {
        State = new(["prev", "step_size"], [], ["step"]),
    };

    protected override void Step(OptimizerGroup group, ParameterSlot slot)
    {
        var options = group.Options;
        slot.State.Step++;
        var gradient = group.Descend(slot);
        var previous = slot.Remembered("prev");
        var sizes = slot.Remembered("step_size", group.LearningRate);
        var agreement = gradient.mul(previous);
        var turned = agreement.lt(0);

        sizes.mul_(torch.ones_like(sizes).masked_fill_(agreement.gt(0), options.Number("etaplus")).masked_fill_(turned, options.Number("etaminus")));
        sizes.clamp_(options.Number("step_size_min"), options.Number("step_size_max"));
        // Where the sign turned, the step just taken was too long: no step this time, and no memory of it.
        var kept = gradient.masked_fill(turned, 0);
        slot.Parameter.addcmul_(kept.sign(), sizes, -1);
        previous.copy_(kept);
    }
}
