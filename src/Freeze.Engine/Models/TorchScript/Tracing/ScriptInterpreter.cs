using Freeze.Networks;
using Freeze.Tensors;
using Freeze.WeightFiles.Reading;

namespace Freeze.Models.TorchScript.Tracing;

/// <summary>
/// Follows a module's code without running it, every function inlined, to learn what happens to each sample. Whatever it cannot be sure of ends it:
/// a branch on data, a loop, a write to a module, an operator whose effect on single samples is not known.
/// </summary>
/// <param name="program">The code.</param>
/// <param name="isEvaluating">Whether a layer, by its name, is in evaluation mode in training too.</param>
internal abstract class ScriptInterpreter(ScriptProgram program, Func<string, bool> isEvaluating)
{
    // A network of some hundred layers has some ten thousand statements.
    private const int LongestTrace = 1_000_000, DeepestCall = 100;

    private int _depth, _steps;

    /// <summary>Follows a call of a module's forward pass.</summary>
    /// <exception cref="UntraceableException">It cannot be followed.</exception>
    protected ScriptValue Forward(ScriptValue.Module module, ScriptValue input) => CallMethod(module, "forward", [input]);

    /// <summary>Applies one of libtorch's operators, such as torch.relu.</summary>
    /// <exception cref="UntraceableException">Its effect on single samples is not known.</exception>
    protected abstract ScriptValue Apply(OperatorCall call);

    /// <summary>Calls a submodule.</summary>
    protected virtual ScriptValue CallModule(ScriptValue.Module module, string method, IReadOnlyList<ScriptValue> arguments) => CallMethod(module, method, arguments);

    private ScriptValue CallMethod(ScriptValue.Module module, string name, IReadOnlyList<ScriptValue> arguments)
    {
        var method = program.Method(module, name) ?? throw new UntraceableException($"the code of {Describe(module)} has no {name}");
        return Run(method, [module, .. arguments], new Dictionary<string, ScriptValue>());
    }

    private ScriptValue Run(ScriptFunction function, IReadOnlyList<ScriptValue> arguments, IReadOnlyDictionary<string, ScriptValue> keywords)
    {
        if (++_depth > DeepestCall || arguments.Count > function.Parameters.Count)
            throw new UntraceableException("its calls go too deep");
        var names = new Dictionary<string, ScriptValue>(StringComparer.Ordinal);
        for (var i = 0; i < function.Parameters.Count; i++)
        {
            var (name, fallback) = function.Parameters[i];
            names[name] = i < arguments.Count ? arguments[i] : keywords.TryGetValue(name, out var given) ? given
                : fallback is not null ? Evaluate(fallback, names) : throw new UntraceableException($"a call leaves out {name}");
        }

        var result = Run(function.Body, names) ?? new ScriptValue.Known(null);
        _depth--;
        return result;
    }

    // Null where the statements do not return.
    private ScriptValue? Run(IReadOnlyList<ScriptStatement> statements, Dictionary<string, ScriptValue> names)
    {
        foreach (var statement in statements)
        {
            if (++_steps > LongestTrace)
                throw new UntraceableException("its code is too long");
            switch (statement)
            {
                case ScriptStatement.Return(var value):
                    return Evaluate(value, names);
                case ScriptStatement.Evaluate(var value):
                    Evaluate(value, names);
                    break;
                case ScriptStatement.Assign assign:
                    Assign(assign, Evaluate(assign.Value, names), names);
                    break;
                case ScriptStatement.If branch:
                    if (Run(Choose(branch, Evaluate(branch.Condition, names)), names) is { } returned)
                        return returned;
                    break;
                case ScriptStatement.Opaque(var reason):
                    throw new UntraceableException(reason);
            }
        }

        return null;
    }

    private static void Assign(ScriptStatement.Assign assign, ScriptValue value, Dictionary<string, ScriptValue> names)
    {
        if (!assign.Unpacks)
        {
            names[assign.Targets[0]] = value;
            return;
        }

        if (value is not ScriptValue.Sequence { Items: var items } || items.Count != assign.Targets.Count)
            throw new UntraceableException("it takes a value apart whose parts are not known");
        foreach (var (target, item) in assign.Targets.Zip(items))
            names[target] = item;
    }

    private static IReadOnlyList<ScriptStatement> Choose(ScriptStatement.If branch, ScriptValue condition)
    {
        if (condition is ScriptValue.Known { Value: bool holds })
            return holds ? branch.Then : branch.Otherwise;
        // A check that fails, fails in the whole module too.
        if (Raises(branch.Then))
            return branch.Otherwise;
        if (Raises(branch.Otherwise))
            return branch.Then;
        throw new UntraceableException(condition is ScriptValue.Vague { Reason: var reason } ? $"it branches: {reason}" : "it branches on its data");
    }

    private static bool Raises(IReadOnlyList<ScriptStatement> statements) =>
        statements is [.., ScriptStatement.Evaluate { Value: ScriptExpression.Call { Target.Path: "ops.prim.RaiseException" } }];

    private ScriptValue Evaluate(ScriptExpression expression, Dictionary<string, ScriptValue> names) => expression switch
    {
        ScriptExpression.Constant(var value) => new ScriptValue.Known(value),
        ScriptExpression.Sequence(var items) => new ScriptValue.Sequence([.. items.Select(item => Evaluate(item, names))]),
        ScriptExpression.Name(var name) when names.TryGetValue(name, out var value) => value,
        ScriptExpression.Attribute { Path: { } path } when path.StartsWith("__torch__.", StringComparison.Ordinal) => new ScriptValue.Function(path),
        ScriptExpression.Attribute { Path: { } path } when path.StartsWith("CONSTANTS.", StringComparison.Ordinal) => new ScriptValue.Fixed(null),
        ScriptExpression.Attribute(var target, var name) => Read(Evaluate(target, names), name),
        ScriptExpression.Index(var target, var at) => ScriptShapes.Element(Evaluate(target, names), Evaluate(at, names)),
        ScriptExpression.Call call => Call(call, names),
        _ => throw new UntraceableException($"its code has a name '{expression.Path}' that is not known"),
    };

    private ScriptValue Call(ScriptExpression.Call call, Dictionary<string, ScriptValue> names)
    {
        switch (call.Target.Path)
        {
            // The first of these is a type.
            case "annotate" or "unchecked_cast" when call.Arguments.Count == 2:
                return Evaluate(call.Arguments[1], names);
            case "uninitialized":
                return new ScriptValue.Vague("a value is not set");
            case "getattr" when call.Arguments is [var target, ScriptExpression.Constant { Value: string name }]:
                return Read(Evaluate(target, names), name);
        }

        var arguments = call.Arguments.Select(argument => Evaluate(argument, names)).ToList();
        var keywords = call.Keywords.ToDictionary(pair => pair.Key, pair => Evaluate(pair.Value, names));
        if (call.Target.Path is { } path && !names.ContainsKey(path.Split('.')[0]) && !path.StartsWith("__torch__.", StringComparison.Ordinal))
            return ScriptShapes.TryCompute(path, arguments) ?? Apply(new OperatorCall(path, arguments, keywords));
        if (call.Target is ScriptExpression.Attribute(var owner, var method) && Evaluate(owner, names) is ScriptValue.Module module && keywords.Count == 0)
            return ReferenceEquals(module, names.GetValueOrDefault("self")) ? CallMethod(module, method, arguments) : CallModule(module, method, arguments);
        if (Evaluate(call.Target, names) is ScriptValue.Function { Path: var function } && program.Function(function) is { } found)
            return Run(found, arguments, keywords);
        throw new UntraceableException($"it calls {call.Target.Path}, which its code does not say");
    }

    private ScriptValue Read(ScriptValue owner, string name)
    {
        if (owner is not ScriptValue.Module module)
            throw new UntraceableException($"it reads {name} of a value that is not known");
        if (name == "training")
            return isEvaluating(module.Path) ? new ScriptValue.Known(false) : new ScriptValue.Vague($"{Describe(module)} does something else in training");
        if (!module.Attributes.TryGetValue(name, out var value))
            throw new UntraceableException($"{Describe(module)} has no {name}");
        return ValueOf(value, DottedName.Join(module.Path, name));
    }

    private static ScriptValue ValueOf(object? value, string path) => value switch
    {
        TensorEntry tensor => new ScriptValue.Fixed(tensor.Shape.ToArray()),
        CheckpointDictionary { TypeName: not null } module => new ScriptValue.Module(path, module),
        CheckpointList list => new ScriptValue.Sequence([.. list.Select(item => ValueOf(item, path))]),
        null or bool or long or double or string => new ScriptValue.Known(value),
        int whole => new ScriptValue.Known((long)whole),
        _ => new ScriptValue.Vague($"{path} is of a kind that is not known"),
    };

    private static string Describe(ScriptValue.Module module) => module.Path.Length == 0 ? "the module" : module.Path;
}
