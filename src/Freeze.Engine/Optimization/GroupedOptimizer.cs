using System.Globalization;
using System.Text;
using Freeze.Models;
using Freeze.Optimization;
using Freeze.Optimization.Algorithms;
using Freeze.Tensors;
using TorchSharp;

namespace Freeze;

/// <summary>
/// An optimizer whose groups hold every parameter from the start, frozen ones too. Only parameters that require a gradient and have one are stepped,
/// so freezing and unfreezing need no new group. State is kept by parameter name.
/// </summary>
public sealed class GroupedOptimizer : IDisposable, IFreezeListener
{
    private readonly ParameterSlot[] _all;
    private readonly Dictionary<string, ParameterSlot> _slots;
    private readonly Func<string, torch.Tensor?>? _anchor;

    /// <param name="parameters">Every parameter of the model, in its order.</param>
    /// <param name="plan">Which parameter goes into which group.</param>
    /// <param name="anchor">The weights as imported by parameter name, for AnchorDecay; null for a parameter that has none.</param>
    /// <exception cref="FreezeException">ParameterInTwoGroups: the same tensor under two names. ParameterInNoGroup: the plan names a parameter that is not there.</exception>
    public GroupedOptimizer(IReadOnlyList<NamedParameter> parameters, GroupPlan plan, Func<string, torch.Tensor?>? anchor = null)
    {
        Plan = plan;
        _anchor = plan.AnchorDecay > 0 ? anchor : null;
        _all = parameters.Select(parameter => new ParameterSlot(parameter.Name, parameter.Value)).ToArray();
        _slots = _all.ToDictionary(slot => slot.Name);
        var layers = new CoveredLayers(parameters.Select(parameter => parameter.Name));
        CheckDistinct(plan);
        Groups = plan.Groups.Select(group => new OptimizerGroup(group, group.Parameters.Select(Find).ToArray(), layers)).ToArray();
    }

    /// <param name="model">The model; the optimizer hears of every later freeze.</param>
    /// <param name="plan">Which parameter goes into which group.</param>
    internal GroupedOptimizer(TorchModel model, GroupPlan plan)
        : this([.. model.Parameters.Where(parameter => parameter.AliasOf is null).Select(parameter => new NamedParameter(parameter.Name, parameter.Value))], plan, model.Originals.Find)
    {
        Model = model;
        model.Listen(this);
    }

    /// <summary>The model whose parameters it steps.</summary>
    public TorchModel Model { get; } = null!;

    /// <summary>The optimizer's algorithm; a group may have its own.</summary>
    public OptimizerAlgorithm Algorithm => Plan.Algorithm;

    /// <summary>The groups, in the order stated.</summary>
    public IReadOnlyList<OptimizerGroup> Groups { get; }

    /// <summary>The plan it was made from.</summary>
    internal GroupPlan Plan { get; }

    /// <summary>Whether a step needs the loss as a function (LBFGS).</summary>
    public bool NeedsClosure => Groups.Any(group => group.Rule is not GradientRule);

    /// <summary>The state of every parameter that was stepped, by name.</summary>
    public IReadOnlyDictionary<string, ParameterState> State => _all.Where(slot => slot.ExistingState is not null).ToDictionary(slot => slot.Name, slot => slot.ExistingState!);

    /// <summary>Steps every parameter in a group that requires a gradient and has one; all others stay as they are.</summary>
    /// <exception cref="FreezeException">OptionInvalid: the algorithm needs the loss as a function.</exception>
    public void Step()
    {
        if (NeedsClosure)
            throw new FreezeException(ErrorCode.OptionInvalid, nameof(OptimizerAlgorithm.LBFGS), "LBFGS evaluates the loss several times a step.", "Give Step a function that computes loss and gradients anew.");
        using var noGrad = torch.no_grad();
        foreach (var group in Groups)
            StepGroup(group);
    }

    /// <summary>Steps with a function that sets gradients to null, computes the loss and its gradients, and returns the loss.</summary>
    /// <param name="closure">The function; it is called with gradients on.</param>
    /// <returns>The loss before the step.</returns>
    public double Step(Func<torch.Tensor> closure)
    {
        double Evaluate()
        {
            using var grad = torch.enable_grad();
            using var scope = torch.NewDisposeScope();
            return closure().to(torch.ScalarType.Float64).item<double>();
        }

        if (Groups.Count == 1 && Groups[0].Rule is LbfgsRule lbfgs)
        {
            using var noGrad = torch.no_grad();
            return lbfgs.Step(Groups[0], Evaluate);
        }

        var loss = Evaluate();
        Step();
        return loss;
    }

    /// <summary>Sets the gradients of all parameters to null, those outside every group included. Never to zeros: momentum and weight decay would move a frozen parameter.</summary>
    public void ZeroGrad()
    {
        foreach (var slot in _all)
            slot.Parameter.grad = null;
    }

    /// <summary>Drops the state of a parameter, as freezing does.</summary>
    /// <param name="name">Its full name; one without state is no error.</param>
    public void Forget(string name)
    {
        // L-BFGS remembers directions over all parameters together.
        if (Groups.Any(group => group.Rule is LbfgsRule))
            ForgetAll();
        else if (_slots.TryGetValue(name, out var slot))
            slot.Forget();
    }

    /// <summary>Every parameter of the model in its order, with its state.</summary>
    internal IReadOnlyList<ParameterSlot> Slots => _all;

    /// <summary>Drops the state of every parameter.</summary>
    internal void ForgetAll() => Array.ForEach(_all, slot => slot.Forget());

    void IFreezeListener.OnFrozen(IReadOnlyList<string> names)
    {
        foreach (var name in names)
            Forget(name);
    }

    /// <summary>What went where, a line for each group.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Algorithm}: {Groups.Count} {(Groups.Count == 1 ? "group" : "groups")}, {Groups.Sum(group => group.Slots.Count)} tensors, {Groups.Sum(group => group.ParameterCount):N0} parameters");
        foreach (var group in Groups)
            text.AppendLine().Append("  ").Append(group);
        if (Plan.Ignored.Count > 0)
            text.AppendLine().Append(CultureInfo.InvariantCulture, $"  in no group: {Plan.Ignored.Count} tensors, {Plan.Ignored.Sum(name => Find(name).Count):N0} parameters");
        return text.ToString();
    }

    /// <inheritdoc/>
    public void Dispose() => ForgetAll();

    private void StepGroup(OptimizerGroup group)
    {
        using var scope = torch.NewDisposeScope();
        var ready = new List<ParameterSlot>(group.Slots.Count);
        foreach (var slot in group.Slots)
        {
            // Every read of grad makes a new wrapper: read once, and let the scope dispose it.
            if (slot.Parameter.requires_grad && slot.Parameter.grad is { } gradient)
            {
                slot.Gradient = Anchored(slot, gradient);
                ready.Add(slot);
            }
        }

        foreach (var alike in ready.GroupBy(slot => (slot.Parameter.dtype, slot.Parameter.device_type, slot.Parameter.device_index)))
            ((GradientRule)group.Rule).Step(group, alike.ToArray());
        foreach (var slot in ready)
            slot.Gradient = null!;
    }

    // L2-SP: the decay's gradient is proportional to the distance from the weights as imported.
    private torch.Tensor Anchored(ParameterSlot slot, torch.Tensor gradient) =>
        _anchor?.Invoke(slot.Name) is { } anchor ? gradient.add(slot.Parameter, Plan.AnchorDecay).add_(anchor, -Plan.AnchorDecay) : gradient;

    private ParameterSlot Find(string name) => _slots.TryGetValue(name, out var slot) ? slot
        : throw new FreezeException(ErrorCode.ParameterInNoGroup, name, $"The plan names the parameter '{name}', which the model does not have.", "Make the optimizer from the model's own plan.");

    private void CheckDistinct(GroupPlan plan)
    {
        var groupOf = plan.Groups.SelectMany(group => group.Parameters.Select(name => (name, group.Name))).GroupBy(pair => pair.name).ToDictionary(same => same.Key, same => same.Select(pair => pair.Name).ToArray());
        foreach (var (name, groups) in groupOf.Where(pair => pair.Value.Length > 1))
            throw Twice(name, name, groups[0], groups[1]);
        var seen = new Dictionary<IntPtr, string>();
        foreach (var slot in _all.Where(slot => groupOf.ContainsKey(slot.Name)))
        {
            var identity = TensorLayout.Identity(slot.Parameter);
            if (!seen.TryAdd(identity, slot.Name))
                throw Twice(slot.Name, seen[identity], groupOf[seen[identity]][0], groupOf[slot.Name][0]);
        }
    }

    private static FreezeException Twice(string name, string alias, string first, string second) => new(ErrorCode.ParameterInTwoGroups, name,
        name == alias ? $"The parameter '{name}' is in two groups: '{first}' and '{second}'. It would be stepped twice."
            : $"'{name}' in group '{second}' is the same tensor as '{alias}' in group '{first}'. It would be stepped twice.",
        "List each parameter once.");
}
