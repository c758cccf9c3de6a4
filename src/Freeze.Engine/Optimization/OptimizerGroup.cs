using Freeze.Layers;
using Freeze.Optimization;
using TorchSharp;

namespace Freeze;

/// <summary>One group of an optimizer: its parameters and the options in force for them.</summary>
public sealed class OptimizerGroup
{
    private const int ShownLayers = 8;

    private readonly ParameterSlot[] _slots;

    internal OptimizerGroup(PlannedGroup plan, ParameterSlot[] slots, CoveredLayers layers)
    {
        var definition = AlgorithmCatalog.Of(plan.Algorithm);
        (Name, Algorithm, Options, _slots) = (plan.Name, plan.Algorithm, plan.Options, slots);
        LearningRate = InitialLearningRate = plan.Options.Number("lr");
        Momentum = InitialMomentum = definition.MomentumOption is { } momentum ? plan.Options.Number(momentum) : null;
        Rule = definition.CreateRule();
        Parameters = slots.Select(slot => new NamedParameter(slot.Name, slot.Parameter)).ToArray();
        ParameterCount = slots.Sum(slot => slot.Count);
        Layers = layers.Of(slots.Select(slot => slot.Name));
    }

    /// <summary>The group's name.</summary>
    public string Name { get; }

    /// <summary>Its algorithm.</summary>
    public OptimizerAlgorithm Algorithm { get; }

    /// <summary>The learning rate in force now. Schedules set it; so may a script.</summary>
    public double LearningRate { get; set; }

    /// <summary>The learning rate that schedules start from.</summary>
    public double InitialLearningRate { get; }

    /// <summary>The momentum in force now; of algorithms of Adam's kind beta1; null where there is neither.</summary>
    public double? Momentum { get; set; }

    /// <summary>The weight decay; 0 where the algorithm has none.</summary>
    public double WeightDecay => Options.Has("weight_decay") ? Options.Number("weight_decay") : 0;

    /// <summary>Its number of elements, frozen ones too.</summary>
    public long ParameterCount { get; }

    /// <summary>Its number of elements that can be trained now.</summary>
    public long TrainableCount => _slots.Where(slot => slot.Parameter.requires_grad).Sum(slot => slot.Count);

    /// <summary>The layers it covers whole, and the parameters of those it covers in part.</summary>
    public IReadOnlyList<string> Layers { get; }

    /// <summary>Its parameters, frozen ones too.</summary>
    public IReadOnlyList<NamedParameter> Parameters { get; }

    /// <summary>Every option as it was at the start, by PyTorch's names.</summary>
    public OptionSet Options { get; }

    /// <summary>The momentum that schedules start from.</summary>
    internal double? InitialMomentum { get; }

    internal UpdateRule Rule { get; }

    internal IReadOnlyList<ParameterSlot> Slots => _slots;

    /// <summary>Its number of tensors that are frozen now.</summary>
    internal int FrozenTensors => _slots.Count(slot => !slot.Parameter.requires_grad);

    /// <inheritdoc/>
    public override string ToString()
    {
        var frozen = FrozenTensors == 0 ? "none frozen" : FrozenTensors == _slots.Length ? "all frozen" : FormattableString.Invariant($"{Tensors(FrozenTensors)} with {ParameterCount - TrainableCount:N0} parameters frozen");
        var text = FormattableString.Invariant($"{Name}: {Algorithm}, rate {LearningRate:G6}, decay {WeightDecay:G6}, {Tensors(_slots.Length)}, {ParameterCount:N0} parameters, {frozen}");
        // A group that is called after its layers has said so.
        return string.Join(", ", Layers) == Name ? text : $"{text}; {string.Join(", ", Layers.Take(ShownLayers))}{(Layers.Count > ShownLayers ? $" and {Layers.Count - ShownLayers} more" : "")}";
    }

    /// <summary>The gradient to descend along: turned round where the group maximizes, with weight decay added where it goes into the gradient.</summary>
    internal torch.Tensor Descend(ParameterSlot slot, bool decays = true)
    {
        var gradient = Options.Flag("maximize") ? slot.Gradient.neg() : slot.Gradient;
        return decays && WeightDecay != 0 ? gradient.add(slot.Parameter, WeightDecay) : gradient;
    }

    private static string Tensors(int count) => count == 1 ? "1 tensor" : $"{count} tensors";
}
