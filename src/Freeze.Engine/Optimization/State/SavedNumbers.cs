using Freeze.WeightFiles.Reading;

namespace Freeze.Optimization.State;

/// <summary>The state_dict of a PyTorch optimizer, which calls parameters by number: in the order in which its groups list them.</summary>
/// <param name="Groups">The numbers of each group.</param>
/// <param name="Settings">The settings of each group.</param>
/// <param name="States">What is remembered, by number; only of parameters that were stepped.</param>
/// <param name="Names">Names by number, where the optimizer was given any (PyTorch 2.6 and later); else empty.</param>
internal sealed record SavedNumbers(
    IReadOnlyList<IReadOnlyList<long>> Groups,
    IReadOnlyList<SavedSettings> Settings,
    IReadOnlyDictionary<long, CheckpointDictionary> States,
    IReadOnlyDictionary<long, string> Names)
{
    // Kept as tensors without dimensions by some versions, and by some algorithms.
    private static readonly string[] Scalars = ["step", "mu_product", "eta", "mu", "func_evals", "n_iter", "t", "H_diag", "prev_loss"];

    /// <summary>Whether a tensor of the state is a number in truth; a parameter may have no dimensions either.</summary>
    public static bool IsNumber(string name, TensorEntry tensor) => tensor.Count == 1 && (Scalars.Contains(name) || name.StartsWith("ro_", StringComparison.Ordinal));

    /// <summary>Reads the dictionary.</summary>
    /// <exception cref="FreezeException">CheckpointMismatch: it is not laid out as PyTorch's are.</exception>
    public static SavedNumbers Read(string path, CheckpointDictionary dictionary)
    {
        var groups = new List<IReadOnlyList<long>>();
        var settings = new List<SavedSettings>();
        var names = new Dictionary<long, string>();
        foreach (var item in (CheckpointList)dictionary["param_groups"]!)
        {
            if (item is not CheckpointDictionary group || !group.TryGetValue("params", out var list) || list is not CheckpointList numbers || numbers.Any(number => number is not long))
                throw Odd(path, "a group in it does not list its parameters by number");
            groups.Add([.. numbers.Cast<long>()]);
            settings.Add(new SavedSettings(group));
            if (group.TryGetValue("param_names", out var given) && given is CheckpointList { Count: var count } texts && count == numbers.Count && texts.All(text => text is string))
            {
                for (var i = 0; i < count; i++)
                    names[groups[^1][i]] = (string)texts[i]!;
            }
        }

        var all = groups.SelectMany(group => group).ToHashSet();
        if (all.Count != groups.Sum(group => group.Count))
            throw Odd(path, "a number in it stands for two parameters");
        var states = new Dictionary<long, CheckpointDictionary>();
        foreach (var (key, value) in (CheckpointDictionary)dictionary["state"]!)
        {
            if (key is not long number || value is not CheckpointDictionary state || !all.Contains(number))
                throw Odd(path, "it remembers something of a parameter that no group lists");
            states.Add(number, state);
        }

        return new SavedNumbers(groups, settings, states, names.Count == all.Count ? names : new Dictionary<long, string>());
    }

    /// <summary>The shape of a parameter, as its state shows it; null where none does.</summary>
    public long[]? ShapeOf(long number) => States.GetValueOrDefault(number) is { } state && !state.TryGetValue("func_evals", out _)
        ? state.Where(entry => entry.Value is TensorEntry tensor && !IsNumber(CheckpointKey.Write(entry.Key), tensor)).Select(entry => ((TensorEntry)entry.Value!).Shape).FirstOrDefault() : null;

    private static FreezeException Odd(string path, string what) =>
        new(ErrorCode.CheckpointMismatch, path, $"The optimizer state in '{path}' cannot be read: {what}.", "Save it in Python as torch.save({'optimizer': optimizer.state_dict()}, 'checkpoint.pth').");
}
