using TorchSharp;

namespace Freeze.Optimization.Algorithms;

/// <summary>Limited-memory BFGS (torch.optim.LBFGS), with the strong Wolfe line search where asked for.</summary>
internal sealed class LbfgsRule : UpdateRule
{
    public static readonly AlgorithmDefinition Definition = new(OptimizerAlgorithm.LBFGS, () => new LbfgsRule(),
        OptionDefinition.NotNegative("lr", 1), OptionDefinition.Count("max_iter", 20), OptionDefinition.Count("max_eval", null), OptionDefinition.NotNegative("tolerance_grad", 1e-7),
        OptionDefinition.NotNegative("tolerance_change", 1e-9), OptionDefinition.Count("history_size", 100), OptionDefinition.Choice("line_search_fn", null, StrongWolfe.Name))
    {
        // It remembers nothing of single parameters: see LbfgsMemory.
        State = new([], [], []),
    };

    private string[] _participants = [];

    /// <summary>Takes one step of up to max_iter iterations.</summary>
    /// <param name="group">The group.</param>
    /// <param name="evaluate">Computes the loss and the gradients anew.</param>
    /// <returns>The loss before the step.</returns>
    public double Step(OptimizerGroup group, Func<double> evaluate)
    {
        var slots = group.Slots.Where(slot => slot.Parameter.requires_grad).ToArray();
        var before = evaluate();
        if (slots.Length == 0)
            return before;
        using var scope = torch.NewDisposeScope();
        var options = group.Options;
        var (tolerance, change, iterations) = (options.Number("tolerance_grad"), options.Number("tolerance_change"), options.Whole("max_iter")!.Value);
        var evaluations = options.Whole("max_eval") ?? iterations * 5 / 4;
        var point = new FlatParameters(slots);
        var gradient = point.Gradient();
        var memory = Recall(group, slots, point.Count);
        var (loss, evaluated) = (before, 1L);
        memory.Evaluations++;
        if (Largest(gradient) <= tolerance)
        {
            memory.Store(slots[0].State);
            return before;
        }

        for (var iteration = 1L; iteration <= iterations; iteration++)
        {
            var first = memory.Iterations++ == 0;
            var direction = first ? gradient.neg() : memory.Direction(gradient, options.Whole("history_size")!.Value);
            var length = first ? Math.Min(1, 1 / Sum(gradient)) * group.LearningRate : group.LearningRate;
            (memory.LastDirection, memory.LastGradient, memory.LastLoss, memory.LastLength) = (direction, gradient, loss, length);
            var slope = Dot(gradient, direction);
            if (slope > -change)
                break;

            var spent = 0;
            if (options.Text("line_search_fn") is not null)
            {
                (loss, gradient, length, spent) = new StrongWolfe(point, direction, evaluate).Search(length, loss, gradient, slope);
                memory.LastLength = length;
                point.Move(direction, length);
            }
            else
            {
                point.Move(direction, length);
                // After the last iteration nobody asks for the gradient again.
                if (iteration != iterations)
                    (loss, gradient, spent) = (evaluate(), point.Gradient(), 1);
            }

            evaluated += spent;
            memory.Evaluations += spent;
            if (evaluated >= evaluations || Largest(gradient) <= tolerance || Largest(direction) * Math.Abs(length) <= change || Math.Abs(loss - memory.LastLoss) < change)
                break;
        }

        memory.Store(slots[0].State);
        return before;
    }

    /// <summary>The parameters that directions are about now, in their order.</summary>
    public static IReadOnlyList<ParameterShape> Participants(OptimizerGroup group) =>
        [.. group.Slots.Where(slot => slot.Parameter.requires_grad).Select(slot => new ParameterShape(slot.Name, slot.Parameter.shape))];

    /// <summary>Takes what is remembered, if anything, as being about the parameters that are trainable at the next step.</summary>
    public void Begin() => _participants = [];

    internal static double Dot(torch.Tensor a, torch.Tensor b) => a.dot(b).to(torch.ScalarType.Float64).item<double>();

    internal static double Largest(torch.Tensor vector) => vector.abs().max().to(torch.ScalarType.Float64).item<double>();

    private static double Sum(torch.Tensor vector) => vector.abs().sum().to(torch.ScalarType.Float64).item<double>();

    // What is remembered are directions in the space of all trainable parameters, so it is void as soon as these are others.
    private LbfgsMemory Recall(OptimizerGroup group, ParameterSlot[] slots, long count)
    {
        var names = slots.Select(slot => slot.Name).ToArray();
        var keep = (_participants.Length == 0 || names.SequenceEqual(_participants)) && slots[0].ExistingState?.Tensors.GetValueOrDefault("d")?.numel() == count;
        _participants = names;
        foreach (var slot in group.Slots.Where(slot => !keep || !ReferenceEquals(slot, slots[0])))
            slot.Forget();
        return LbfgsMemory.Load(slots[0].State);
    }
}
