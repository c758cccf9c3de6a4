using Rule = System.Func<Freeze.Models.TorchScript.Tracing.OperatorCall, Freeze.Models.TorchScript.Tracing.ScriptValue?>;

namespace Freeze.Models.TorchScript.Tracing;

/// <summary>
/// Operators of libtorch that give every sample a result of its own, the same each time, and write to nothing but what they were given of the samples.
/// A rule gives the result, or null where these arguments do not let it be sure.
/// </summary>
internal static class RowwiseOperators
{
    private static readonly string[] Elementwise =
    [
        "relu", "relu6", "sigmoid", "tanh", "gelu", "silu", "mish", "hardtanh", "hardswish", "hardsigmoid", "leaky_relu", "elu", "celu", "selu", "softplus", "log_sigmoid", "threshold",
        "exp", "log", "sqrt", "rsqrt", "abs", "neg", "erf", "square", "pow", "clamp", "clamp_min", "clamp_max", "sin", "cos", "floor", "round", "sign", "reciprocal", "contiguous", "clone",
    ];

    private static readonly IReadOnlyDictionary<string, Rule> Rules = MakeRules();

    /// <summary>Follows a call.</summary>
    /// <exception cref="UntraceableException">Its effect on single samples is not known.</exception>
    public static ScriptValue Apply(OperatorCall call)
    {
        var name = call.Name.StartsWith("torch.", StringComparison.Ordinal) ? call.Name[6..] : "";
        var writes = name.EndsWith('_') && !name.EndsWith("__", StringComparison.Ordinal);
        var rule = Rules.GetValueOrDefault(writes ? name[..^1] : name);
        if (rule is null)
            throw new UntraceableException($"it calls {call.Name}, whose effect on single samples is not known");
        if (writes && call.Arguments is not [ScriptValue.Rows, ..])
            throw new UntraceableException($"it writes to what is no sample ({call.Name})");
        if (call.Arguments.Concat(call.Keywords.Values).OfType<ScriptValue.Vague>().FirstOrDefault() is { } vague)
            throw new UntraceableException(vague.Reason);
        if (!Flatten(call.Arguments).Any(argument => argument is ScriptValue.Rows))
            return new ScriptValue.Fixed(null);
        return rule(call) ?? throw call.Refuse();
    }

    private static Dictionary<string, Rule> MakeRules()
    {
        var rules = new Dictionary<string, Rule>(StringComparer.Ordinal);
        foreach (var name in Elementwise)
            rules[name] = call => call.Arguments.Skip(1).All(IsConstant) ? Same(call) : null;
        foreach (var name in (string[])["add", "sub", "mul", "div", "maximum", "minimum"])
            rules[name] = Pairwise;
        for (var dimensions = 1; dimensions <= 3; dimensions++)
        {
            var rank = dimensions + 2;
            foreach (var name in (string[])["conv{0}d", "conv_transpose{0}d", "max_pool{0}d", "avg_pool{0}d", "adaptive_avg_pool{0}d"])
                rules[string.Format(System.Globalization.CultureInfo.InvariantCulture, name, dimensions)] = call => OnSamples(call, rank);
        }

        rules["_convolution"] = call => call.Arguments[0] is ScriptValue.Rows { Rank: { } rank } && rank >= 3 && call.Arguments[3] is ScriptValue.Sequence { Items.Count: var strides } && strides == rank - 2 ? OnSamples(call, rank) : null;
        foreach (var name in (string[])["upsample_nearest2d", "upsample_bilinear2d", "upsample_bicubic2d", "pixel_shuffle", "reflection_pad2d", "replication_pad2d"])
            rules[name] = call => OnSamples(call, 4);
        rules["linear"] = call => Rank(call) >= 2 && OthersAreFixed(call) ? Same(call) : null;
        rules["prelu"] = call => Rank(call) >= 2 && OthersAreFixed(call) ? Same(call) : null;
        rules["batch_norm"] = call => Rank(call) >= 2 && call.Constant(5) is false && OthersAreFixed(call) ? Same(call) : null;
        rules["layer_norm"] = call => call.Arguments[1] is ScriptValue.Sequence { Items.Count: var count } && count < Rank(call) && OthersAreFixed(call) ? Same(call) : null;
        rules["group_norm"] = call => Rank(call) >= 2 && OthersAreFixed(call) ? Same(call) : null;
        foreach (var name in (string[])["dropout", "feature_dropout", "alpha_dropout"])
            rules[name] = call => call.Constant(2) is false || call.Constant(1) is 0.0 ? Same(call) : null;
        rules["flatten"] = call => Span(call) is var (first, last) && first >= 1 ? Shaped(Rank(call) - (last - first)) : null;
        foreach (var name in (string[])["softmax", "log_softmax"])
            rules[name] = call => Inner(call, 1) is [_] && call.Arguments.Skip(1).All(IsConstant) ? Same(call) : null;
        foreach (var name in (string[])["mean", "sum", "amax", "amin"])
            rules[name] = call => Inner(call, 1) is { Count: > 0 } dimensions && (call.Arguments.Count == 2 || call.Arguments[2] is ScriptValue.Known { Value: bool })
                ? Shaped(call.Constant(2) is true ? Rank(call) : Rank(call) - dimensions.Count) : null;
        rules["transpose"] = call => Inner(call, 1) is [_] && Inner(call, 2) is [_] ? Same(call) : null;
        rules["permute"] = call => call.Dimensions(1, Rank(call)) is [0, ..] ? Same(call) : null;
        rules["unsqueeze"] = call => call.Dimensions(1, Rank(call) + 1) is [>= 1] ? Shaped(Rank(call) + 1) : null;
        rules["slice"] = call => Inner(call, 1) is [_] && call.Arguments.Skip(2).All(IsConstant) ? Same(call) : null;
        rules["select"] = call => Inner(call, 1) is [_] && call.Arguments.Skip(2).All(IsConstant) ? Shaped(Rank(call) - 1) : null;
        rules["chunk"] = call => Inner(call, 2) is [_] && call.Constant(1) is > 0L and < 1000L and var count ? new ScriptValue.Sequence([.. Enumerable.Repeat(Same(call), (int)(long)count)]) : null;
        rules["cat"] = call => Joined(call) is { } rank && call.Dimensions(1, rank) is [>= 1] ? Shaped(rank) : null;
        rules["view"] = rules["reshape"] = call => call.Arguments is [ScriptValue.Rows, ScriptValue.Sequence { Items: [ScriptValue.BatchSize, ..] and var items }] && items.Skip(1).All(IsConstant) ? Shaped(items.Count) : null;
        rules["embedding"] = call => call.Arguments is [ScriptValue.Fixed, ScriptValue.Rows { Rank: { } rank }, ..] && call.Arguments.Skip(2).All(IsConstant) ? Shaped(rank + 1) : null;
        return rules;
    }

    // Two of the samples' tensors go together row by row only where both have as many dimensions; a constant only where it has no row for each sample.
    private static ScriptValue? Pairwise(OperatorCall call)
    {
        if (call.Arguments.Count < 2 || !call.Arguments.Skip(2).Concat(call.Keywords.Values).All(IsConstant))
            return null;
        var rank = call.Arguments.OfType<ScriptValue.Rows>().Select(rows => rows.Rank).First();
        foreach (var argument in call.Arguments.Take(2))
        {
            var fits = argument switch
            {
                ScriptValue.Rows rows => rank is not null && rows.Rank == rank,
                ScriptValue.Fixed { Shape: { } shape } => shape.Count < rank || (shape.Count == rank && shape[0] == 1),
                ScriptValue.Fixed => false,
                _ => IsConstant(argument),
            };
            if (!fits)
                return null;
        }

        return Shaped(rank);
    }

    private static ScriptValue.Rows? OnSamples(OperatorCall call, int rank) => Rank(call) == rank && OthersAreFixed(call) ? Shaped(rank) : null;

    private static int? Joined(OperatorCall call)
    {
        if (call.Arguments is not [ScriptValue.Sequence { Items: var items }, _] || !items.All(item => item is ScriptValue.Rows { Rank: not null }))
            return null;
        var ranks = items.Select(item => ((ScriptValue.Rows)item).Rank).Distinct().ToList();
        return ranks.Count == 1 ? ranks[0] : null;
    }

    private static (int First, int Last)? Span(OperatorCall call)
    {
        var first = call.Dimensions(1, Rank(call));
        var last = call.Arguments.Count > 2 ? call.Dimensions(2, Rank(call)) : [Rank(call) - 1 ?? 0];
        return first is [var from] && last is [var to] && to >= from ? ((int)from, (int)to) : null;
    }

    // Dimensions, none of which counts the samples.
    private static IReadOnlyList<long>? Inner(OperatorCall call, int index) => call.Dimensions(index, Rank(call)) is { } dimensions && dimensions.All(dimension => dimension >= 1) ? dimensions : null;

    private static int? Rank(OperatorCall call) => call.Arguments is [ScriptValue.Rows { Rank: var rank }, ..] ? rank : null;

    private static bool OthersAreFixed(OperatorCall call) => call.Arguments.Skip(1).All(argument => argument is ScriptValue.Fixed || IsConstant(argument)) && call.Keywords.Count == 0;

    private static ScriptValue.Rows Same(OperatorCall call) => Shaped(Rank(call));

    private static ScriptValue.Rows Shaped(int? rank) => new(-1, rank);

    private static bool IsConstant(ScriptValue value) => value is ScriptValue.Known or ScriptValue.Extent || (value is ScriptValue.Sequence { Items: var items } && items.All(IsConstant));

    private static IEnumerable<ScriptValue> Flatten(IEnumerable<ScriptValue> values) => values.SelectMany(value => value is ScriptValue.Sequence { Items: var items } ? items : [value]);
}
