using System.Globalization;
using Freeze.Tensors;

namespace Freeze.Models.Matching;

/// <summary>Labels of data, matched to the classes of a model or of other data.</summary>
/// <param name="Data">The data with the other side's class numbers; the user's own stays as it is.</param>
/// <param name="Classes">Names of the classes by these numbers; null where unknown.</param>
/// <param name="IsForced">Whether the classes do not match, and labels were taken by their numbers all the same.</param>
/// <param name="Warnings">Facts that the user should know.</param>
internal sealed record ClassMatch(TorchDataset Data, IReadOnlyList<string>? Classes, bool IsForced, IReadOnlyList<string> Warnings)
{
    private const int Shown = 10;

    /// <summary>Matches by name where both sides have names, in whatever order and however many; else by number, with a warning.</summary>
    /// <param name="data">The data. Data without labels matches everything.</param>
    /// <param name="other">The classes of the other side.</param>
    /// <param name="force">Takes labels by their numbers where classes do not match.</param>
    /// <exception cref="FreezeException">ClassMismatch: lists both sides.</exception>
    public static ClassMatch Make(TorchDataset data, ClassSide other, bool force)
    {
        if (data.Labels is not { } labels || data.Classes is null && other.Names is null)
            return new ClassMatch(data, other.Names, false, []);
        // Classes that are called by their own numbers name those of labels without names.
        if (other.Names is not null && (data.Classes is not null || IsPlain(other.Names)))
            return ByName(data, labels, other, other.Names, force);
        var ours = data.Classes?.Count ?? data.LabelCount;
        // Outputs that mean nothing yet may be more than the classes.
        if (other.Count is { } count && count != ours && !(other.IsOpen && ours < count))
            return Refuse(data, other, force, "Without names on both sides, classes can only be taken by number, and there are not as many.");
        if (data.Classes is not { } names)
        {
            return new ClassMatch(data, other.Names, false,
                [$"The labels of {data.Source} are numbers without names; taken as places among the classes of {other.Name}: {Places(other.Names!)}."]);
        }

        return new ClassMatch(data, names, false, WarningsOfNames(data, names, other));
    }

    private static IReadOnlyList<string> WarningsOfNames(TorchDataset data, IReadOnlyList<string> names, ClassSide other)
    {
        if (other.IsOpen && names.Count < other.Count)
            {
            return [$"{other.Name} has {other.Count} outputs and {data.Source} has {names.Count} classes: {Places(names)}; the others stand for nothing. "
                + $"Import the model with -ClassCount {names.Count}."];
        }

        return other.IsOpen || IsPlain(names) ? []
            : [$"The classes of {other.Name} have no names; those of {data.Source} are taken in their order: {Places(names)}. "
                + "Set-TorchModel -Class names a model's."];
    }

    private static ClassMatch ByName(TorchDataset data, IReadOnlyList<int> labels, ClassSide other, IReadOnlyList<string> names, bool force)
    {
        var places = new Dictionary<string, int>();
        for (var place = 0; place < names.Count; place++)
            places.TryAdd(names[place], place);
        var numbers = labels.Distinct().ToDictionary(label => label, label => places.GetValueOrDefault(NameOf(data, label), -1));
        var foreign = numbers.Where(pair => pair.Value < 0).Select(pair => pair.Key).Order().Select(label => NameOf(data, label)).ToList();
        if (foreign.Count > 0)
            return Refuse(data, other, force, $"Not among the latter: {List(foreign)}.");
        var isSame = numbers.All(pair => pair.Key == pair.Value) && data.Classes?.SequenceEqual(names) != false;
        return new ClassMatch(isSame ? data : data.Relabel(numbers, names), names, false, []);
    }

    private static ClassMatch Refuse(TorchDataset data, ClassSide other, bool force, string reason)
    {
        var (ours, theirs) = (Describe(data.Classes, data.LabelCount), Describe(other.Names, other.Count));
        var problem = $"The classes of {data.Source} do not match those of {other.Name}: {ours} against {theirs}. {reason}";
        if (!force)
            throw new FreezeException(ErrorCode.ClassMismatch, data.Source, problem, other.Cure);
        // As many names take the place of the others'; fewer or more would leave outputs that nobody can name.
        var names = data.Classes is null ? other.Names : data.Classes.Count == other.Count ? data.Classes : null;
        return new ClassMatch(data, names, true, [$"{problem} -Force takes the labels by their numbers."]);
    }

    private static string NameOf(TorchDataset data, int label) => data.Classes is { } names && label >= 0 && label < names.Count ? names[label] : Text(label);

    private static bool IsPlain(IReadOnlyList<string> names) => names.Select((name, number) => name == Text(number)).All(own => own);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Places(IReadOnlyList<string> names) => List([.. names.Select((name, number) => $"{Text(number)} is {name}")]);

    private static string Describe(IReadOnlyList<string>? names, int? count) => names is not null ? List(names)
        : count is { } known ? $"{known} classes without names" : "classes without names";

    private static string List(IReadOnlyList<string> names) => NameList.Shorten(names, Shown);
}
