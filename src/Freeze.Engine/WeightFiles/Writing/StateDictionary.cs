using Freeze.WeightFiles.Reading;

namespace Freeze.WeightFiles.Writing;

/// <summary>The weights of one model within a checkpoint, under the names that the model gives them.</summary>
/// <param name="Tensors">By name, in file order.</param>
/// <param name="Unwrapped">Keys that were descended into: <c>state_dict</c>.</param>
/// <param name="Stripped">The prefix that was taken off every name: <c>module.</c>; empty for none.</param>
/// <param name="Outside">Names beside them that do not have the prefix, as stored.</param>
public sealed record StateDictionary(IReadOnlyDictionary<string, TensorEntry> Tensors, IReadOnlyList<string> Unwrapped, string Stripped, IReadOnlyList<string> Outside)
{
    // Where training scripts put the weights, the likeliest first; averaged copies come last, since a script that saves both names the other one plainly.
    private static readonly string[] Wrappers =
        ["state_dict", "model_state_dict", "model", "model_state", "net", "network", "module", "weights", "params", "state", "ema", "model_ema", "ema_state_dict", "state_dict_ema", "params_ema"];

    // What parallel and compiled modules put in front of the names of the module inside.
    private static readonly string[] ModulePrefixes = ["module.", "_orig_mod."];

    private const int DeepestWrapper = 3;

    /// <summary>Finds the weights: descends into wrapping dictionaries, and takes off a prefix.</summary>
    /// <param name="checkpoint">An open checkpoint; it must stay open while the tensors are read.</param>
    /// <param name="expectedKeys">The model's own names. With them the dictionary and the prefix that fit best are taken; without them the first likely dictionary, and only the prefixes of parallel and compiled modules.</param>
    /// <exception cref="FreezeException">ArchitectureMismatch: several parts of the file fit equally well.</exception>
    public static StateDictionary Select(Checkpoint checkpoint, IReadOnlySet<string>? expectedKeys = null)
    {
        var candidates = Candidates(checkpoint);
        if (candidates.Sum(candidate => candidate.Tensors.Count) == 0)
            return new StateDictionary(new Dictionary<string, TensorEntry>(), [], "", []);
        if (expectedKeys is { Count: > 0 })
        {
            var fits = candidates.Select(candidate => (Candidate: candidate, Fit: PrefixFit.Find(candidate.Tensors.Select(tensor => tensor.Key), expectedKeys))).ToList();
            var best = fits.MaxBy(pair => pair.Fit.Matches);
            if (best.Fit.Matches > 0)
                return best.Fit.Rival is null ? Strip(best.Candidate, best.Fit.Prefix) : throw Ambiguous(checkpoint, best.Fit.Prefix, best.Fit.Rival);
        }

        var first = candidates[0];
        return Strip(first, ModulePrefix(first.Tensors));
    }

    private static FreezeException Ambiguous(Checkpoint checkpoint, string one, string other) =>
        new(ErrorCode.ArchitectureMismatch, checkpoint.Path,
            $"'{checkpoint.Path}' holds several sets of weights that fit equally well, under '{WeightFileError.Quote(one)}' and '{WeightFileError.Quote(other)}'.",
            "In Python, save the set you want alone: torch.save({k[len(p):]: v for k, v in d.items() if k.startswith(p)}, 'weights.pth').");

    // Best first: shallow before deep, likely names before others, else file order.
    private static List<Candidate> Candidates(Checkpoint checkpoint)
    {
        if (checkpoint.Format == CheckpointFormat.TorchScript)
            return [new Candidate([], [.. checkpoint.Tensors.Select(tensor => new KeyValuePair<string, TensorEntry>(tensor.Name, tensor))])];
        var found = new List<Candidate>();
        var seen = new HashSet<CheckpointDictionary>(ReferenceEqualityComparer.Instance);
        IReadOnlyList<(string[] Path, CheckpointDictionary Dictionary)> level = checkpoint.Root is CheckpointDictionary root ? [([], root)] : [];
        for (var depth = 0; depth <= DeepestWrapper && level.Count > 0; depth++)
        {
            var next = new List<(string[] Path, CheckpointDictionary Dictionary)>();
            foreach (var (path, dictionary) in level.Where(node => seen.Add(node.Dictionary)).OrderBy(node => Rank(node.Path)))
            {
                var tensors = dictionary.Where(entry => entry.Value is TensorEntry).Select(entry => new KeyValuePair<string, TensorEntry>(CheckpointKey.Write(entry.Key), (TensorEntry)entry.Value!)).ToArray();
                if (tensors.Length > 0)
                    found.Add(new Candidate(path, tensors));
                next.AddRange(dictionary.Where(entry => entry is { Key: string, Value: CheckpointDictionary }).Select(entry => ((string[])[.. path, (string)entry.Key!], (CheckpointDictionary)entry.Value!)));
            }

            level = next;
        }

        // A training checkpoint may keep a few tensors (random states) beside the dictionary that holds the weights.
        var wrapped = found.Where(candidate => candidate.Path.Length > 0 && Rank(candidate.Path) < Wrappers.Length).ToList();
        if (wrapped.Count > 0 && found[0].Path.Length == 0 && found[0].Tensors.Count < wrapped[0].Tensors.Count)
            found = [.. wrapped, .. found.Except(wrapped)];
        return found;
    }

    private static int Rank(string[] path) => path.Length == 0 ? -1 : Array.IndexOf(Wrappers, path[^1]) is var rank and >= 0 ? rank : Wrappers.Length;

    private static string ModulePrefix(IReadOnlyList<KeyValuePair<string, TensorEntry>> tensors)
    {
        var prefix = "";
        while (ModulePrefixes.FirstOrDefault(next => tensors.All(tensor => tensor.Key.StartsWith(prefix + next, StringComparison.Ordinal))) is { } more)
            prefix += more;
        return prefix;
    }

    private static StateDictionary Strip(Candidate candidate, string prefix)
    {
        var tensors = new Dictionary<string, TensorEntry>(StringComparer.Ordinal);
        var outside = new List<string>();
        foreach (var (name, tensor) in candidate.Tensors)
        {
            if (!name.StartsWith(prefix, StringComparison.Ordinal) || !tensors.TryAdd(name[prefix.Length..], tensor))
                outside.Add(name);
        }

        return new StateDictionary(tensors, candidate.Path, prefix, outside);
    }

    private sealed record Candidate(string[] Path, IReadOnlyList<KeyValuePair<string, TensorEntry>> Tensors);
}
