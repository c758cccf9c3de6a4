using System.Globalization;
using Freeze.WeightFiles.Reading;

namespace Freeze.Optimization.State;

/// <summary>Finds out which parameter of a model each number in a PyTorch optimizer's state_dict stands for.</summary>
/// <remarks>
/// The file numbers the parameters that the script gave its optimizer, group by group. Names in it decide. Where there are none, one group holds the model's
/// parameters in the order of the state_dict beside it, or of the model; several groups must be those of this optimizer, one to one, by sizes and shapes and
/// where these leave a choice by rates, or runs of neighbouring parameters that lie in one way only. What fits in several ways is refused.
/// </remarks>
internal sealed class ParameterNumbering
{
    private const string Cure = "Make the optimizer with the groups that the checkpoint's had, in their order, and import again.";

    private readonly SavedNumbers _saved;
    private readonly IReadOnlyList<ParameterSlot> _model;
    private readonly IReadOnlyList<OptimizerGroup> _groups;
    private readonly IReadOnlyList<string> _beside;
    private readonly long[]?[][] _shapes;

    /// <param name="optimizer">The optimizer that is to go on from the state.</param>
    /// <param name="saved">The state_dict.</param>
    /// <param name="beside">Names of the weights beside it, in the file's order; empty without.</param>
    public ParameterNumbering(GroupedOptimizer optimizer, SavedNumbers saved, IReadOnlyList<string> beside)
    {
        (_saved, _model, _groups, _beside) = (saved, optimizer.Slots, optimizer.Groups, beside);
        _shapes = [.. saved.Groups.Select(group => group.Select(saved.ShapeOf).ToArray())];
    }

    /// <summary>The name for each number.</summary>
    /// <param name="file">The file, for messages.</param>
    /// <param name="place">Where in the file the state is.</param>
    /// <exception cref="FreezeException">CheckpointMismatch.</exception>
    public IReadOnlyDictionary<long, string> Find(string file, string place)
    {
        if (_saved.Names.Count > 0)
            return Named();
        if (_saved.States.Count == 0)
            return new Dictionary<long, string>();
        if ((_saved.Groups.Count == 1 ? Whole() : Matched(file)) is { } names)
            return names;
        if (Runs(file) is { Count: > 0 } runs)
            return runs;
        throw new FreezeException(ErrorCode.CheckpointMismatch, file,
            string.Create(CultureInfo.InvariantCulture, $"{(place.Length == 0 ? "The optimizer state" : $"'{place}'")} in '{file}' numbers {_saved.Groups.Sum(group => group.Count)} parameters ")
            + string.Create(CultureInfo.InvariantCulture, $"in {_saved.Groups.Count} group(s) and names none, and no order of this model's parameters fits their shapes."), Cure);
    }

    private Dictionary<long, string> Named()
    {
        var prefix = PrefixFit.Find(_saved.Names.Values, _model.Select(slot => slot.Name).ToHashSet()).Prefix;
        return _saved.Names.ToDictionary(pair => pair.Key, pair => pair.Value.StartsWith(prefix, StringComparison.Ordinal) ? pair.Value[prefix.Length..] : pair.Value);
    }

    // One group is model.parameters(), or what of it is trainable.
    private Dictionary<long, string>? Whole()
    {
        var slots = _model.ToDictionary(slot => slot.Name);
        ParameterSlot[] beside = [.. _beside.Select(name => slots.GetValueOrDefault(name)).OfType<ParameterSlot>()];
        IReadOnlyList<ParameterSlot>[] orders = [beside, [.. beside.Where(IsTrainable)], _model, [.. _model.Where(IsTrainable)]];
        return orders.FirstOrDefault(order => Fit(order, _shapes[0])) is { } order ? Pair(_saved.Groups[0], order) : null;
    }

    // Groups that nothing is remembered of may be any.
    private Dictionary<long, string>? Matched(string file)
    {
        int[] stepped = [.. Enumerable.Range(0, _shapes.Length).Where(group => _shapes[group].Any(shape => shape is not null))];
        var all = _groups.Select(group => (Group: group, group.Slots)).ToArray();
        var trainable = _groups.Select(group => (Group: group, Slots: (IReadOnlyList<ParameterSlot>)[.. group.Slots.Where(IsTrainable)])).Where(pair => pair.Slots.Count > 0).ToArray();
        foreach (var groups in new[] { all, trainable }.Where(groups => groups.Length == _shapes.Length))
        {
            bool HasShapes(int saved, int own) => Fit(groups[own].Slots, _shapes[stepped[saved]]);
            bool HasRates(int saved, int own) => HasShapes(saved, own) && _saved.Settings[stepped[saved]].Agree(groups[own].Group);
            var found = new GroupMatching(stepped.Length, groups.Length, HasShapes).Solutions();
            if (found.Count > 1)
            {
                var byRates = new GroupMatching(stepped.Length, groups.Length, HasRates).Solutions();
                found = byRates.Count == 1 ? byRates : throw Ambiguous(file, found, stepped, [.. groups.Select(pair => pair.Group.Name)]);
            }

            if (found.Count == 1)
                return stepped.Zip(found[0]).SelectMany(pair => Pair(_saved.Groups[pair.First], groups[pair.Second].Slots)).ToDictionary();
        }

        return null;
    }

    private static FreezeException Ambiguous(string file, IReadOnlyList<int[]> found, int[] stepped, string[] names)
    {
        var differs = Enumerable.Range(0, stepped.Length).First(group => found[0][group] != found[1][group]);
        return new FreezeException(ErrorCode.CheckpointMismatch, file,
            $"The optimizer state in '{file}' numbers its parameters and names none, and the shapes of its group {stepped[differs] + 1} are those of "
            + $"this optimizer's groups '{names[found[0][differs]]}' and '{names[found[1][differs]]}' alike.",
            "Give the optimizer's groups the learning rates, momentum and weight decays of the checkpoint's, which tell them apart, or save names: "
            + "in Python 'torch.optim.SGD(model.named_parameters(), ...)' (PyTorch 2.6) writes them.");
    }

    private static Dictionary<long, string> Pair(IReadOnlyList<long> numbers, IReadOnlyList<ParameterSlot> slots) =>
        numbers.Zip(slots).ToDictionary(pair => pair.First, pair => pair.Second.Name);

    private static bool Fit(IReadOnlyList<ParameterSlot> slots, long[]?[] shapes) => slots.Count == shapes.Length && slots.Zip(shapes).All(pair => Fits(pair.First, pair.Second));

    private static bool IsTrainable(ParameterSlot slot) => slot.Parameter.requires_grad;

    private static bool Fits(ParameterSlot slot, long[]? shape) => shape is null || slot.Parameter.shape.SequenceEqual(shape);

    // Each group as a run of neighbours: a script that gave its optimizer model.layer4.parameters() and model.fc.parameters().
    // Groups that nothing is remembered of may lie anywhere.
    private Dictionary<long, string> Runs(string file)
    {
        var groups = Enumerable.Range(0, _shapes.Length).Where(group => _shapes[group].Any(shape => shape is not null)).ToArray();
        var starts = groups.Select(group => StartsOf(_shapes[group])).ToArray();
        var found = new RunPlacement(starts, [.. groups.Select(group => _shapes[group].Length)], _model.Count).Solutions(2);
        if (found.Count == 2)
        {
            var differs = Enumerable.Range(0, groups.Length).First(group => found[0][group] != found[1][group]);
            throw new FreezeException(ErrorCode.CheckpointMismatch, file,
                $"The optimizer state in '{file}' numbers its parameters and names none, and their shapes fit several places in this model: group {groups[differs] + 1} may begin at '{_model[found[0][differs]].Name}' or at '{_model[found[1][differs]].Name}'.",
                Cure);
        }

        return found.Count == 0 ? [] : groups.Zip(found[0]).SelectMany(pair => _saved.Groups[pair.First].Select((number, i) => (number, _model[pair.Second + i].Name))).ToDictionary();
    }

    private int[] StartsOf(long[]?[] shapes) =>
        [.. Enumerable.Range(0, Math.Max(0, _model.Count - shapes.Length + 1)).Where(start => !shapes.Where((shape, i) => !Fits(_model[start + i], shape)).Any())];
}
