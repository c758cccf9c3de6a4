using Freeze.WeightFiles.Pickle;
using Freeze.WeightFiles.Reading;

namespace Freeze.WeightFiles.TorchFiles;

/// <summary>Names the tensors and other leaves of a tree by their dotted paths. Shared branches are walked again, within limits.</summary>
/// <param name="path">The file, for messages.</param>
/// <param name="mostVisits">How many nodes may be visited: a multiple of the pickle's length, since every node costs a byte at least.</param>
/// <param name="budget">Pays for paths.</param>
internal sealed class ContentWalker(string path, long mostVisits, ReadingBudget budget)
{
    // Real checkpoints nest a dozen levels.
    private const int Deepest = 500;

    // The key of what stands in no dictionary: null is a key in Python.
    private static readonly object Root = new();

    private readonly HashSet<TensorEntry> _named = new(ReferenceEqualityComparer.Instance);
    private readonly List<(string? Prefix, object? Key, object? Value)> _leaves = [];
    private readonly Stack<(string? Path, IEnumerator<(object? Key, object? Value)> Items, CheckpointDictionary? Owner)> _open = new();
    private long _visits = mostVisits;

    /// <summary>Tensors in file order.</summary>
    public List<TensorEntry> Tensors { get; } = [];

    /// <summary>Names of the parameters that a class of a TorchScript archive has; null where the file does not say.</summary>
    public Func<string, IReadOnlySet<string>?>? ParametersOf { get; init; }

    /// <summary>Visits a tree from its root.</summary>
    public void Walk(object? root)
    {
        Visit(null, Root, root, null);
        while (_open.Count > 0)
        {
            var (prefix, items, owner) = _open.Peek();
            if (items.MoveNext())
                Visit(prefix, items.Current.Key, items.Current.Value, owner);
            else
                _open.Pop();
        }
    }

    /// <summary>The other leaves by their paths, lists of plain values among them. There may be very many, and hardly anybody asks for them.</summary>
    public Dictionary<string, object?> ListValues()
    {
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (prefix, key, value) in _leaves)
        {
            // Paths are content: long ones in front of many leaves cannot stand for more than the file holds.
            budget.ChargeContent(2L * (prefix?.Length ?? 0));
            values[Join(prefix, key)] = value is CheckpointList list ? list.Select(Plain).ToArray() : Plain(value);
        }

        return values;
    }

    private void Visit(string? prefix, object? key, object? value, CheckpointDictionary? owner)
    {
        if (--_visits < 0)
            throw WeightFileError.Unsafe(path, "refers to the same values so often that walking through them would not end.");
        switch (value)
        {
            case TensorEntry tensor:
                Pay(prefix);
                AddTensor(Join(prefix, key), tensor, owner, CheckpointKey.Write(key));
                break;
            case CheckpointDictionary dictionary:
                Enter(prefix, key, dictionary.Select(entry => (entry.Key, entry.Value)), dictionary);
                break;
            case CheckpointList list when list.Any(item => item is TensorEntry or CheckpointDictionary or CheckpointList or CheckpointArray):
                Enter(prefix, key, list.Select((item, index) => ((object?)(long)index, item)), null);
                break;
            default:
                _visits -= (value as CheckpointList)?.Count ?? 0;
                budget.Charge(32);
                _leaves.Add((prefix, key, value));
                break;
        }
    }

    private void Pay(string? prefix) => budget.Charge((2L * (prefix?.Length ?? 0)) + 100);

    private string Join(string? prefix, object? key)
    {
        var segment = ReferenceEquals(key, Root) ? "" : CheckpointKey.Write(key);
        return prefix is null ? segment : $"{prefix}.{segment}";
    }

    private void AddTensor(string name, TensorEntry tensor, CheckpointDictionary? owner, string segment)
    {
        budget.Charge(64);
        if (!_named.Add(tensor))
        {
            budget.Charge(ReadingBudget.TensorCost);
            budget.Copy(tensor.Bytes);
            tensor = tensor.Named(name);
        }

        tensor.Name = name;
        if (owner?.TypeName is { } type && ParametersOf?.Invoke(type) is { } parameters)
            tensor.IsParameter = parameters.Contains(segment);
        Tensors.Add(tensor);
    }

    private void Enter(string? prefix, object? key, IEnumerable<(object? Key, object? Value)> items, CheckpointDictionary? owner)
    {
        if (_open.Count == Deepest)
            throw WeightFileError.Unsafe(path, $"nests values more than {Deepest} levels deep, or within themselves.");
        budget.Work(200);
        // Nothing stands in front of the names in the root.
        Pay(prefix);
        _open.Push((_open.Count == 0 ? null : Join(prefix, key), items.GetEnumerator(), owner));
    }

    private static object? Plain(object? value) => value is PickleGlobal or StorageReference or NumpyType ? value.ToString() : value;
}
