using System.Globalization;
using Freeze.Checkpoints;

namespace Freeze.Optimization;

/// <summary>Finds out which parameter of a model each number in a PyTorch optimizer's state_dict stands for.</summary>
/// <remarks>
/// The file numbers the parameters that the script gave its optimizer, group by group, and names none. So orders that a script is likely to have
/// used are tried, the likeliest first, and one is taken only if every shape fits: this optimizer's own groups, the whole model, what is trainable,
/// and at last one run of neighbouring parameters for each group.
/// </remarks>
internal sealed class ParameterNumbering
{
    private const string Cure = "Make the optimizer with the groups that the checkpoint's had, in their order, and import again.";

    private readonly SavedNumbers _saved;
    private readonly IReadOnlyList<ParameterSlot> _model;
    private readonly IReadOnlyList<OptimizerGroup> _groups;
    private readonly long[]?[][] _shapes;

    /// <param name="optimizer">The optimizer that is to go on from the state.</param>
    /// <param name="saved">The state_dict.</param>
    public ParameterNumbering(GroupedOptimizer optimizer, SavedNumbers saved)
    {
        (_saved, _model, _groups) = (saved, optimizer.Slots, optimizer.Groups);
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
        if (Orders().FirstOrDefault(Fits) is { } order)
            return _saved.Groups.SelectMany(group => group).Zip(order).ToDictionary(pair => pair.First, pair => pair.Second.Name);
        if (_saved.States.Count > 0 && Runs(file) is not { Count: > 0 })
        {
            throw new FreezeException(ErrorCode.CheckpointMismatch, file,
                string.Create(CultureInfo.InvariantCulture, $"{(place.Length == 0 ? "The optimizer state" : $"'{place}'")} in '{file}' numbers {_saved.Groups.Sum(group => group.Count)} parameters in {_saved.Groups.Count} group(s) and names none, and no order of this model's parameters fits their shapes."),
                Cure);
        }

        return Runs(file);
    }

    private Dictionary<long, string> Named()
    {
        var prefix = PrefixFit.Find(_saved.Names.Values, _model.Select(slot => slot.Name).ToHashSet()).Prefix;
        return _saved.Names.ToDictionary(pair => pair.Key, pair => pair.Value.StartsWith(prefix, StringComparison.Ordinal) ? pair.Value[prefix.Length..] : pair.Value);
    }

    private IEnumerable<IReadOnlyList<ParameterSlot>> Orders()
    {
        if (HasSizes(_groups.Select(group => group.Slots.Count)))
            yield return [.. _groups.SelectMany(group => group.Slots)];
        if (HasSizes(_groups.Select(group => group.Slots.Count(IsTrainable)).Where(count => count > 0)))
            yield return [.. _groups.SelectMany(group => group.Slots).Where(IsTrainable)];
        yield return _model;
        yield return [.. _model.Where(IsTrainable)];
    }

    private bool HasSizes(IEnumerable<int> sizes) => sizes.SequenceEqual(_saved.Groups.Select(group => group.Count));

    private static bool IsTrainable(ParameterSlot slot) => slot.Parameter.requires_grad;

    private bool Fits(IReadOnlyList<ParameterSlot> order)
    {
        var shapes = _shapes.SelectMany(group => group).ToArray();
        return order.Count == shapes.Length && order.Zip(shapes).All(pair => Fits(pair.First, pair.Second));
    }

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
