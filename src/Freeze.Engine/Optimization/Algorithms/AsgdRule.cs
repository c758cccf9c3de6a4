namespace Freeze.Optimization.Algorithms;

/// <summary>Averaged stochastic gradient descent (torch.optim.ASGD). The running average is kept as <c>ax</c>, as PyTorch keeps it.</summary>
internal sealed class AsgdRule : TensorwiseRule
{
    public static readonly AlgorithmDefinition Definition = new(OptimizerAlgorithm.ASGD, () => new AsgdRule(),
        OptionDefinition.NotNegative("lr", 1e-2), OptionDefinition.Number("lambd", 1e-4), OptionDefinition.Number("alpha", 0.75), OptionDefinition.Number("t0", 1e6),
        OptionDefinition.NotNegative("weight_decay", 0), OptionDefinition.Flag("maximize"))
    {
        State = new(["ax"], [], ["step", "eta", "mu"]),
    };

    protected override void Step(OptimizerGroup group, ParameterSlot slot)
    {
        var options = group.Options;
        var state = slot.State;
        var step = ++state.Step;
        // PyTorch holds these two as single precision numbers, and a step uses what the step before has left.
        var eta = step == 1 ? (float)group.LearningRate : state["eta"];
        var mu = step == 1 ? 1 : state["mu"];

        var gradient = group.Descend(slot);
        slot.Parameter.mul_(1 - options.Number("lambd") * eta);
        slot.Parameter.add_(gradient, -eta);
        var average = slot.Remembered("ax");
        if (mu == 1)
            average.copy_(slot.Parameter);
        else
            average.add_(slot.Parameter.sub(average).mul_(mu));

        state["eta"] = (float)(group.LearningRate / Math.Pow(1 + options.Number("lambd") * group.LearningRate * step, options.Number("alpha")));
        state["mu"] = (float)(1 / Math.Max(1, step - options.Number("t0")));
    }
}
