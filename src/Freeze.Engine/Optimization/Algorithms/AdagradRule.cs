namespace Freeze.Optimization.Algorithms;

/// <summary>Adagrad (torch.optim.Adagrad).</summary>
internal sealed class AdagradRule : FusedRule
{
    public static readonly AlgorithmDefinition Definition = new(OptimizerAlgorithm.Adagrad, () => new AdagradRule(),
        OptionDefinition.NotNegative("lr", 1e-2), OptionDefinition.NotNegative("lr_decay", 0), OptionDefinition.NotNegative("weight_decay", 0),
        OptionDefinition.NotNegative("initial_accumulator_value", 0), OptionDefinition.NotNegative("eps", 1e-10), OptionDefinition.Flag("maximize"))
    {
        State = new(["sum"], [], ["step"]),
    };

    protected override void StepFused(OptimizerGroup group, IReadOnlyList<ParameterSlot> slots, double phase)
    {
        var options = group.Options;
        foreach (var slot in slots)
            slot.State.Step = phase + 1;
        FusedKernels.Invoke("adagrad", FusedKernels.Parameters(slots), FusedKernels.Gradients(slots), FusedKernels.Remembered(slots, "sum", options.Number("initial_accumulator_value")),
            FusedKernels.Steps(phase + 1, slots), group.LearningRate, options.Number("lr_decay"), options.Number("weight_decay"), options.Number("eps"), options.Flag("maximize"));
    }

    protected internal override void StepPlain(OptimizerGroup group, ParameterSlot slot)
    {
        var step = ++slot.State.Step;
        var gradient = group.Descend(slot);
        var sum = slot.Remembered("sum", group.Options.Number("initial_accumulator_value")).addcmul_(gradient, gradient, 1);
        var denominator = sum.sqrt().add_(group.Options.Number("eps"));
        slot.Parameter.addcdiv_(gradient, denominator, -group.LearningRate / (1 + (step - 1) * group.Options.Number("lr_decay")));
    }
}
