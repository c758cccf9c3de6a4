namespace Freeze.Models.TorchScript.Tracing;

/// <summary>Call of one of libtorch's operators.</summary>
/// <param name="Name">Its name as written, such as torch.relu_.</param>
/// <param name="Arguments">Its arguments in order.</param>
/// <param name="Keywords">Its arguments by name.</param>
internal sealed record OperatorCall(string Name, IReadOnlyList<ScriptValue> Arguments, IReadOnlyDictionary<string, ScriptValue> Keywords)
{
    /// <summary>An argument's constant; null where it is none or left out.</summary>
    public object? Constant(int index) => index < Arguments.Count && Arguments[index] is ScriptValue.Known { Value: var value } ? value : null;

    /// <summary>An argument that names dimensions, counted from the front; null where it is none or a dimension is not known.</summary>
    /// <param name="index">The argument's index.</param>
    /// <param name="rank">Number of dimensions.</param>
    public IReadOnlyList<long>? Dimensions(int index, int? rank)
    {
        if (index >= Arguments.Count || rank is not { } count)
            return null;
        var items = Arguments[index] is ScriptValue.Sequence sequence ? sequence.Items : [Arguments[index]];
        return items.All(item => item is ScriptValue.Known { Value: long dimension } && dimension >= -count && dimension < count)
            ? [.. items.Select(item => (long)((ScriptValue.Known)item).Value! is var dimension && dimension < 0 ? dimension + count : dimension)] : null;
    }

    /// <summary>Refuses the call.</summary>
    public UntraceableException Refuse() => new($"it calls {Name} in a way that may mix samples or depend on more than them");
}
