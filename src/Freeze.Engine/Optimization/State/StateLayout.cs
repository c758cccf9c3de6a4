using TorchSharp;

namespace Freeze.Optimization.State;

/// <summary>What an algorithm remembers of a parameter, by PyTorch's names. Algorithms that share an instance can go on from each other's state.</summary>
/// <param name="Tensors">Tensors of the parameter's shape that it cannot do without once it has stepped.</param>
/// <param name="Optional">Tensors that some options add; where they are missing they begin anew.</param>
/// <param name="Numbers">Numbers that it cannot do without. PyTorch keeps some of them as tensors without dimensions.</param>
internal sealed record StateLayout(IReadOnlyList<string> Tensors, IReadOnlyList<string> Optional, IReadOnlyList<string> Numbers)
{
    /// <summary>Adam and AdamW differ in what they do with weight decay, not in what they remember.</summary>
    public static readonly StateLayout Adam = new(["exp_avg", "exp_avg_sq"], ["max_exp_avg_sq"], ["step"]);

    /// <summary>Says why some state cannot be gone on from, or null.</summary>
    public string? Misfit(IReadOnlyDictionary<string, torch.Tensor> tensors, IReadOnlyDictionary<string, double> numbers)
    {
        var missing = Tensors.Where(name => !tensors.ContainsKey(name)).Concat(Numbers.Where(name => !numbers.ContainsKey(name))).ToArray();
        if (missing.Length > 0)
            return $"it lacks {string.Join(", ", missing)}";
        if (Numbers.Where(name => !(double.IsFinite(numbers[name]) && numbers[name] >= 0)).ToArray() is { Length: > 0 } senseless)
            return $"its {senseless[0]} is {OptionReading.Describe(numbers[senseless[0]])}";
        var foreign = tensors.Keys.Except([.. Tensors, .. Optional]).Concat(numbers.Keys.Except(Numbers)).ToArray();
        return foreign.Length > 0 ? $"it holds {string.Join(", ", foreign)}" : null;
    }
}
