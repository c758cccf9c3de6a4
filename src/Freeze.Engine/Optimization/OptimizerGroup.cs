using Freeze.Optimization;
using Freeze.Optimization.Algorithms;
using Freeze.Tensors;
using TorchSharp;

namespace Freeze;

/// <summary>One group of an optimizer: its parameters and the options in force for them.</summary>
public sealed class OptimizerGroup
{
    private const int ShownLayers = 8;

    private readonly ParameterSlot[] _slots;
    private readonly AlgorithmDefinition _definition;

    internal OptimizerGroup(PlannedGroup plan, ParameterSlot[] slots, CoveredLayers layers)
    {
        _definition = AlgorithmCatalog.Of(plan.Algorithm);
        (Name, Algorithm, Options, _slots) = (plan.Name, plan.Algorithm, plan.Options, slots);
        Restart();
        Rule = _definition.CreateRule();
        Parameters = slots.Select(slot => new NamedParameter(slot.Name, slot.Parameter)).ToArray();
        ParameterCount = slots.Sum(slot => slot.Count);
        Layers = layers.Of(slots.Select(slot => slot.Name));
    }

    /// <summary>The group's name.</summary>
    public string Name { get; }

    /// <summary>Its algorithm.</summary>
    public OptimizerAlgorithm Algorithm { get; }

    /// <summary>Learning rate in force now. Setting it sets <see cref="InitialLearningRate"/> too, from which the next run starts.</summary>
    /// <exception cref="FreezeException">OptionInvalid: it is set to a value that the algorithm does not take.</exception>
    public double LearningRate
    {
        get => RateInForce;
        set
        {
            SetOption("lr", nameof(LearningRate), value);
            RateInForce = value;
        }
    }

    /// <summary>Learning rate that runs and their schedules start from.</summary>
    public double InitialLearningRate => Options.Number("lr");

    /// <summary>Momentum in force now; of algorithms of Adam's kind beta1; null where there is neither. Setting it sets what the next run starts from.</summary>
    /// <exception cref="FreezeException">OptionInvalid: it is set to a value that the algorithm does not take, or where it has neither.</exception>
    public double? Momentum
    {
        get => MomentumInForce;
        set
        {
            SetOption(_definition.MomentumOption, nameof(Momentum), value);
            MomentumInForce = value;
        }
    }

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

    /// <summary>Every option, by PyTorch's names, as runs start with it.</summary>
    public OptionSet Options { get; private set; }

    /// <summary>The momentum that schedules start from.</summary>
    internal double? InitialMomentum => _definition.MomentumOption is { } momentum ? Options.Number(momentum) : null;

    /// <summary>Present value of <see cref="LearningRate"/>, for schedules and sweeps, which leave its base alone.</summary>
    internal double RateInForce { get; set; }

    /// <summary>Present value of <see cref="Momentum"/>, for schedules, which leave its base alone.</summary>
    internal double? MomentumInForce { get; set; }

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
        return string.Join(", ", Layers) == Name ? text : $"{text}; {NameList.Shorten(Layers, ShownLayers)}";
    }

    /// <summary>The gradient to descend along: turned round where the group maximizes, with weight decay added where it goes into the gradient.</summary>
    internal torch.Tensor Descend(ParameterSlot slot, bool decays = true)
    {
        var gradient = Options.Flag("maximize") ? slot.Gradient.neg() : slot.Gradient;
        return decays && WeightDecay != 0 ? gradient.add(slot.Parameter, WeightDecay) : gradient;
    }

    /// <summary>Puts rate and momentum in force that runs start from.</summary>
    internal void Restart() => (RateInForce, MomentumInForce) = (InitialLearningRate, InitialMomentum);

    private void SetOption(string? option, string name, double? value)
    {
        if (option is null)
            throw new FreezeException(ErrorCode.OptionInvalid, Name, $"Group '{Name}': {Algorithm} has no {name}.", "Leave it, or make the optimizer with another -Algorithm.");
        var definition = _definition.Find(option)!;
        if (value is not { } number || !double.IsFinite(number) || definition.IsValid?.Invoke(number) == false)
        {
            var domain = definition.Domain ?? "a finite number";
            throw new FreezeException(ErrorCode.OptionInvalid, Name, $"Group '{Name}': {name} is {OptionReading.Describe(value)}, but must be {domain}.", $"Give {name} {domain}.");
        }

        var changed = Options.With(option, number);
        if (_definition.Conflict(changed) is { } conflict)
            throw new FreezeException(ErrorCode.OptionInvalid, Name, $"Group '{Name}': {conflict}", "Make the optimizer with the options that you want.");
        Options = changed;
    }

    private static string Tensors(int count) => count == 1 ? "1 tensor" : $"{count} tensors";
}
