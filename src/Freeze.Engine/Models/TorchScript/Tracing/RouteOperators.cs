using TorchSharp;
using static TorchSharp.torch;

namespace Freeze.Models.TorchScript.Tracing;

/// <summary>Operators that run between a module's layers here as libtorch's interpreter runs them: each is the same call into libtorch.</summary>
internal static class RouteOperators
{
    private delegate Tensor Run(Tensor input, Arguments arguments);

    private static readonly IReadOnlyDictionary<string, Run> Known = new Dictionary<string, Run>(StringComparer.Ordinal)
    {
        ["torch.relu"] = (input, _) => input.relu(),
        ["torch.relu_"] = (input, _) => input.relu_(),
        ["torch.sigmoid"] = (input, _) => input.sigmoid(),
        ["torch.tanh"] = (input, _) => input.tanh(),
        ["torch.silu"] = (input, _) => input.silu(),
        ["torch.hardswish"] = (input, _) => input.hardswish(),
        ["torch.leaky_relu"] = (input, a) => input.leaky_relu(a.Number(1) ?? 0.01),
        ["torch.clamp"] = (input, a) => input.clamp(a.Scalar(1), a.Scalar(2)),
        ["torch.hardtanh"] = (input, a) => nn.functional.hardtanh(input, a.Number(1) ?? -1, a.Number(2) ?? 1),
        ["torch.flatten"] = (input, a) => input.flatten(a.Whole(1) ?? 0, a.Whole(2) ?? -1),
        ["torch.view"] = (input, a) => input.view(a.Wholes(1)),
        ["torch.reshape"] = (input, a) => input.reshape(a.Wholes(1)),
        ["torch.mean"] = (input, a) => input.mean(a.Wholes(1), a.Flag(2)),
        ["torch.softmax"] = (input, a) => input.softmax(a.Whole(1)!.Value),
        ["torch.log_softmax"] = (input, a) => input.log_softmax(a.Whole(1)!.Value),
        ["torch.adaptive_avg_pool2d"] = (input, a) => nn.functional.adaptive_avg_pool2d(input, a.Wholes(1)),
        ["torch.max_pool2d"] = (input, a) => nn.functional.max_pool2d(input, a.Wholes(1), a.Wholes(2) is { Length: > 0 } steps ? steps : null, a.Wholes(3), a.Wholes(4), a.Flag(5)),
        ["torch.add"] = (input, a) => a.Other is { } other ? input.add(other) : input.add(a.Scalar(1)!),
        ["torch.mul"] = (input, a) => a.Other is { } other ? input.mul(other) : input.mul(a.Scalar(1)!),
        ["torch.dropout"] = (input, _) => input.alias(),
    };

    // Number of arguments that each is called with here; more would mean something that is not passed on.
    private static readonly IReadOnlyDictionary<string, (int Least, int Most)> Counts = new Dictionary<string, (int, int)>(StringComparer.Ordinal)
    {
        ["torch.relu"] = (1, 1), ["torch.relu_"] = (1, 1), ["torch.sigmoid"] = (1, 1), ["torch.tanh"] = (1, 1), ["torch.silu"] = (1, 1), ["torch.hardswish"] = (1, 1), ["torch.leaky_relu"] = (1, 2),
        ["torch.clamp"] = (2, 3), ["torch.hardtanh"] = (1, 3), ["torch.flatten"] = (1, 3), ["torch.view"] = (2, 2), ["torch.reshape"] = (2, 2), ["torch.mean"] = (2, 3), ["torch.softmax"] = (2, 3),
        ["torch.log_softmax"] = (2, 3), ["torch.adaptive_avg_pool2d"] = (2, 2), ["torch.max_pool2d"] = (6, 6), ["torch.add"] = (2, 2), ["torch.mul"] = (2, 2), ["torch.dropout"] = (3, 3),
    };

    /// <summary>Tells if a call can be run here.</summary>
    public static bool Knows(OperatorCall call) => Counts.TryGetValue(call.Name, out var count) && call.Arguments.Count >= count.Least && call.Arguments.Count <= count.Most && call.Keywords.Count == 0
        && call.Arguments[0] is ScriptValue.Rows && call.Arguments.Skip(1).All(IsPassed) && call.Name switch
        {
            "torch.softmax" or "torch.log_softmax" => call.Constant(1) is long && call.Constant(2) is null,
            "torch.dropout" => call.Constant(2) is false || call.Constant(1) is 0.0,
            "torch.add" or "torch.mul" => call.Arguments[1] is ScriptValue.Rows || call.Constant(1) is long or double,
            "torch.mean" or "torch.view" or "torch.reshape" or "torch.adaptive_avg_pool2d" => call.Arguments[1] is ScriptValue.Sequence { Items.Count: > 0 },
            _ => !call.Arguments.Skip(1).Any(argument => argument is ScriptValue.Rows),
        };

    /// <summary>Runs a call.</summary>
    /// <param name="call">A call that is known.</param>
    /// <param name="inputs">The tensors among its arguments, in order.</param>
    public static Tensor Apply(OperatorCall call, IReadOnlyList<Tensor> inputs) => Known[call.Name](inputs[0], new Arguments(call, inputs));

    private static bool IsPassed(ScriptValue value) => value is ScriptValue.Known or ScriptValue.Rows
        || (value is ScriptValue.Sequence { Items: var items } && items.All(item => item is ScriptValue.Known { Value: long } or ScriptValue.BatchSize));

    private sealed class Arguments(OperatorCall call, IReadOnlyList<Tensor> inputs)
    {
        public Tensor? Other => inputs.Count > 1 ? inputs[1] : null;

        public long? Whole(int index) => call.Constant(index) as long?;

        public double? Number(int index) => call.Constant(index) switch { long whole => whole, double fraction => fraction, _ => null };

        public Scalar? Scalar(int index) => call.Constant(index) switch { long whole => whole, double fraction => fraction, _ => null };

        public bool Flag(int index) => call.Constant(index) is true;

        public long[] Wholes(int index) => index < call.Arguments.Count && call.Arguments[index] is ScriptValue.Sequence sequence
            ? [.. sequence.Items.Select(item => item is ScriptValue.Known { Value: long whole } ? whole : inputs[0].shape[0])] : [];
    }
}
