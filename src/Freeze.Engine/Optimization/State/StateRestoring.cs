using Freeze.Optimization.Algorithms;
using Freeze.Tensors;
using TorchSharp;

namespace Freeze.Optimization.State;

/// <summary>Puts saved state into an optimizer, parameter by parameter, where it fits.</summary>
internal sealed class StateRestoring
{
    private readonly GroupedOptimizer _optimizer;
    private readonly Dictionary<string, (OptimizerGroup Group, ParameterSlot Slot)> _places;
    private readonly Dictionary<string, string> _aliases;
    private readonly HashSet<string> _carried = [];
    private readonly Dictionary<string, string> _dropped = [];

    public StateRestoring(GroupedOptimizer optimizer)
    {
        _optimizer = optimizer;
        _places = optimizer.Groups.SelectMany(group => group.Slots.Select(slot => (group, slot))).ToDictionary(place => place.slot.Name);
        // A tensor with several names is in the optimizer under the first; what was saved may call it by any.
        _aliases = optimizer.Model?.Parameters.Where(parameter => parameter.AliasOf is not null).ToDictionary(parameter => parameter.Name, parameter => parameter.AliasOf!) ?? [];
    }

    /// <summary>Replaces the optimizer's state.</summary>
    public OptimizerStateReport Restore(OptimizerState state)
    {
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        _optimizer.ForgetAll();
        foreach (var entry in state.Entries)
        {
            var name = _aliases.GetValueOrDefault(entry.Name, entry.Name);
            if ((entry.Together.Count > 0 ? CarryTogether(entry) : Carry(entry, name)) is { } reason)
                _dropped[entry.Name] = reason;
        }

        return new OptimizerStateReport
        {
            Carried = [.. _optimizer.Slots.Select(slot => slot.Name).Where(_carried.Contains)],
            Fresh = [.. _optimizer.Slots.Where(slot => slot.Parameter.requires_grad && _places.ContainsKey(slot.Name) && !_carried.Contains(slot.Name)).Select(slot => slot.Name)],
            Dropped = [.. _dropped.Keys],
            Reasons = _dropped,
        };
    }

    // Returns why the state was dropped, or null where it was carried.
    private string? Carry(SavedState entry, string name)
    {
        if (!_places.TryGetValue(name, out var place))
            return _optimizer.Plan.Ignored.Contains(name) ? "it is in no group" : "there is no such parameter";
        var (group, slot) = place;
        if (!slot.Parameter.requires_grad)
            return "it is frozen, and begins anew when it is unfrozen";
        if (!slot.Parameter.shape.SequenceEqual(entry.Shape))
            return $"its shape was {Text(entry.Shape)} and is {Text(slot.Parameter.shape)}";
        if (group.Rule is LbfgsRule)
            return $"its state is of another algorithm than {group.Algorithm}";
        var layout = AlgorithmCatalog.Of(group.Algorithm).State;
        if (entry.Algorithm is { } algorithm && !ReferenceEquals(AlgorithmCatalog.Of(algorithm).State, layout))
            return $"its state is of {algorithm}, and its group is of {group.Algorithm}";
        if (layout.Misfit(entry.Tensors, entry.Numbers) is { } misfit)
            return $"its state is not of {group.Algorithm}: {misfit}";
        if (entry.Tensors.FirstOrDefault(pair => !pair.Value.shape.SequenceEqual(entry.Shape)) is { Key: not null } wrong)
            return $"its {wrong.Key} is of shape {Text(wrong.Value.shape)}";
        var amsgrad = group.Options.Has("amsgrad") && group.Options.Flag("amsgrad");
        Put(slot, entry.Tensors.Where(pair => amsgrad || pair.Key != "max_exp_avg_sq"), layout.Numbers.Select(number => (number, entry.Numbers[number])));
        _carried.Add(slot.Name);
        return null;
    }

    // Directions in the space of all trainable parameters mean something only where these are the same.
    private string? CarryTogether(SavedState entry)
    {
        if (_optimizer.Groups is not [{ Rule: LbfgsRule rule } group])
            return "its state is of LBFGS, and the optimizer is not";
        var now = LbfgsRule.Participants(group);
        if (now.Count == 0 || !now.Select(one => one.Name).SequenceEqual(entry.Together.Select(one => _aliases.GetValueOrDefault(one.Name, one.Name))) || !now.Zip(entry.Together).All(pair => pair.First.Shape.SequenceEqual(pair.Second.Shape)))
            return "LBFGS remembers directions over all trainable parameters together, and these were others";
        if (LbfgsMemory.Misfit(entry.Tensors, entry.Numbers, now.Sum(one => one.Count)) is { } misfit)
            return $"its state is not of LBFGS: {misfit}";
        rule.Begin();
        Put(_places[now[0].Name].Slot, entry.Tensors, entry.Numbers.Select(pair => (pair.Key, pair.Value)));
        _carried.UnionWith(now.Select(one => one.Name));
        return null;
    }

    private static void Put(ParameterSlot slot, IEnumerable<KeyValuePair<string, torch.Tensor>> tensors, IEnumerable<(string Name, double Value)> numbers)
    {
        foreach (var (name, tensor) in tensors)
        {
            // As in PyTorch, state takes the parameter's device and data type.
            var own = tensor.dim() == slot.Parameter.dim() && tensor.shape.SequenceEqual(slot.Parameter.shape) ? TensorLayout.InOrderOf(tensor, slot.Parameter)
                : tensor.to(slot.Parameter.dtype, slot.Parameter.device, copy: true);
            slot.State.Put(name, own);
        }

        foreach (var (name, value) in numbers)
            slot.State[name] = value;
    }

    private static string Text(IEnumerable<long> shape) => string.Join('x', shape) is { Length: > 0 } text ? text : "a single number";
}
