using Freeze.Checkpoints.Pickle;

namespace Freeze.Checkpoints.TorchFiles;

/// <summary>Names the tensors and other leaves of a tree by their dotted paths. Shared branches are walked again, within limits.</summary>
/// <param name="path">The file, for messages.</param>
/// <param name="mostVisits">How many nodes may be visited: a multiple of the pickle's length, since every node costs a byte at least.</param>
/// <param name="budget">Pays for paths.</param>
internal sealed class ContentWalker(string path, long mostVisits, ReadingBudget budget)
{
    // Real checkpoints nest a dozen levels.
    private const int Deepest = 500;

    private readonly HashSet<TensorEntry> _named = new(ReferenceEqualityComparer.Instance);
    private readonly Stack<(string Path, IEnumerator<(object? Key, object? Value)> Items, CheckpointDictionary? Owner)> _open = new();
    private long _visits = mostVisits;

    /// <summary>Tensors in file order.</summary>
    public List<TensorEntry> Tensors { get; } = [];

    /// <summary>Other leaves, lists of plain values among them.</summary>
    public Dictionary<string, object?> Values { get; } = new(StringComparer.Ordinal);

    /// <summary>Names of the parameters that a class of a TorchScript archive has; null where the file does not say.</summary>
    public Func<string, IReadOnlySet<string>?>? ParametersOf { get; init; }

    /// <summary>Visits a tree from its root.</summary>
    public void Walk(object? root)
    {
        Visit("", root, null, "");
        while (_open.Count > 0)
        {
            var (prefix, items, owner) = _open.Peek();
            if (!items.MoveNext())
            {
                _open.Pop();
                continue;
            }

            var (key, value) = items.Current;
            var segment = CheckpointKey.Write(key);
            var isRoot = _open.Count == 1;
            if (!isRoot)
                budget.Charge(2L * (prefix.Length + segment.Length) + 26);
            Visit(isRoot ? segment : $"{prefix}.{segment}", value, owner, segment);
        }
    }

    private void Visit(string name, object? value, CheckpointDictionary? owner, string segment)
    {
        if (--_visits < 0)
            throw Refusal.Unsafe(path, "refers to the same values so often that walking through them would not end.");
        switch (value)
        {
            case TensorEntry tensor:
                AddTensor(name, tensor, owner, segment);
                break;
            case CheckpointDictionary dictionary:
                Enter(name, dictionary.Select(entry => (entry.Key, entry.Value)), dictionary);
                break;
            case CheckpointList list when list.Any(item => item is TensorEntry or CheckpointDictionary or CheckpointList or CheckpointArray):
                Enter(name, list.Select((item, index) => ((object?)(long)index, item)), null);
                break;
            case CheckpointList list:
                _visits -= list.Count;
                budget.Charge(sizeof(long) * list.Count + 100L);
                Values[name] = list.Select(Plain).ToArray();
                break;
            default:
                budget.Charge(100);
                Values[name] = Plain(value);
                break;
        }
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

    private void Enter(string name, IEnumerable<(object? Key, object? Value)> items, CheckpointDictionary? owner)
    {
        if (_open.Count == Deepest)
            throw Refusal.Unsafe(path, $"nests values more than {Deepest} levels deep, or within themselves.");
        budget.Work(200);
        _open.Push((name, items.GetEnumerator(), owner));
    }

    private static object? Plain(object? value) => value is PickleGlobal or StorageReference or NumpyType ? value.ToString() : value;
}
