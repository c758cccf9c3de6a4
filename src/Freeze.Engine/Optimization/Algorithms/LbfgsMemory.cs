using TorchSharp;

namespace Freeze.Optimization.Algorithms;

/// <summary>What L-BFGS remembers between iterations: the last point, and the differences that stand for curvature.</summary>
internal sealed class LbfgsMemory
{
    private readonly List<(torch.Tensor Gradient, torch.Tensor Step, double Inverse)> _pairs = [];
    private double _scale = 1;

    public double Evaluations { get; set; }

    public double Iterations { get; set; }

    public torch.Tensor? LastDirection { get; set; }

    public torch.Tensor? LastGradient { get; set; }

    public double LastLoss { get; set; }

    public double LastLength { get; set; }

    /// <summary>The quasi-Newton direction at a new gradient; takes the last step into the history.</summary>
    public torch.Tensor Direction(torch.Tensor gradient, long historySize)
    {
        var change = gradient.sub(LastGradient!);
        var step = LastDirection!.mul(LastLength);
        var curvature = LbfgsRule.Dot(change, step);
        if (curvature > 1e-10)
        {
            if (_pairs.Count == historySize)
                _pairs.RemoveAt(0);
            _pairs.Add((change, step, 1 / curvature));
            _scale = curvature / LbfgsRule.Dot(change, change);
        }

        var factors = new double[_pairs.Count];
        var direction = gradient.neg();
        for (var i = _pairs.Count - 1; i >= 0; i--)
        {
            factors[i] = LbfgsRule.Dot(_pairs[i].Step, direction) * _pairs[i].Inverse;
            direction.add_(_pairs[i].Gradient, -factors[i]);
        }

        direction.mul_(_scale);
        for (var i = 0; i < _pairs.Count; i++)
            direction.add_(_pairs[i].Step, factors[i] - LbfgsRule.Dot(_pairs[i].Gradient, direction) * _pairs[i].Inverse);
        return direction;
    }

    /// <summary>Takes over what an earlier step has stored.</summary>
    public static LbfgsMemory Load(ParameterState state)
    {
        var memory = new LbfgsMemory();
        if (!state.Has("d"))
            return memory;
        (memory.Evaluations, memory.Iterations, memory._scale) = (state["func_evals"], state["n_iter"], state["H_diag"]);
        (memory.LastLoss, memory.LastLength, memory.LastDirection, memory.LastGradient) = (state["prev_loss"], state["t"], state.Tensors["d"], state.Tensors["prev_flat_grad"]);
        for (var i = 0; state.Has($"old_dirs_{i}"); i++)
            memory._pairs.Add((state.Tensors[$"old_dirs_{i}"], state.Tensors[$"old_stps_{i}"], state[$"ro_{i}"]));
        return memory;
    }

    /// <summary>Says why saved state cannot be gone on from, or null.</summary>
    /// <param name="tensors">Its tensors.</param>
    /// <param name="numbers">Its numbers.</param>
    /// <param name="count">Elements of all parameters together.</param>
    public static string? Misfit(IReadOnlyDictionary<string, torch.Tensor> tensors, IReadOnlyDictionary<string, double> numbers, long count)
    {
        string[] counters = ["func_evals", "n_iter", "H_diag"];
        // Before the first direction there are counters only.
        var (wholes, needed) = tensors.Count == 0 ? ([], counters) : (new[] { "d", "prev_flat_grad" }, (string[])[.. counters, "t", "prev_loss"]);
        var pairs = tensors.Keys.Count(name => name.StartsWith("old_dirs_", StringComparison.Ordinal));
        string[] lists = [.. Enumerable.Range(0, pairs).SelectMany(i => new[] { $"old_dirs_{i}", $"old_stps_{i}" })];
        var missing = wholes.Concat(lists).Where(name => !tensors.ContainsKey(name)).Concat(needed.Concat(Enumerable.Range(0, pairs).Select(i => $"ro_{i}")).Where(name => !numbers.ContainsKey(name))).ToArray();
        if (missing.Length > 0)
            return $"it lacks {string.Join(", ", missing)}";
        return tensors.FirstOrDefault(pair => pair.Value.dim() != 1 || pair.Value.numel() != count) is { Key: not null } wrong ? $"its {wrong.Key} has {wrong.Value.numel()} elements for {count}" : null;
    }

    /// <summary>Stores everything under PyTorch's names; lists get an index.</summary>
    public void Store(ParameterState state)
    {
        (state["func_evals"], state["n_iter"], state["H_diag"]) = (Evaluations, Iterations, _scale);
        var kept = new Dictionary<string, torch.Tensor>();
        if (LastDirection is not null)
        {
            (state["prev_loss"], state["t"]) = (LastLoss, LastLength);
            (kept["d"], kept["prev_flat_grad"]) = (LastDirection, LastGradient!);
            for (var i = 0; i < _pairs.Count; i++)
            {
                (kept[$"old_dirs_{i}"], kept[$"old_stps_{i}"]) = (_pairs[i].Gradient, _pairs[i].Step);
                state[$"ro_{i}"] = _pairs[i].Inverse;
            }
        }

        state.Replace(kept);
    }
}
