namespace Freeze.Models.TorchScript.Tracing;

/// <summary>The steps of a module's forward pass in the order in which its code takes them, whatever the data are.</summary>
internal sealed class ScriptRoute : ScriptInterpreter
{
    private readonly List<ScriptStep> _steps = [];

    // The module's own mode is that of whoever runs it, so that code that asks for it has no single route.
    private ScriptRoute(ScriptProgram program) : base(program, _ => false)
    {
    }

    /// <summary>Follows a module's forward pass; its layers are not looked into, but for containers that run theirs one after the other.</summary>
    /// <param name="program">The module's code.</param>
    /// <exception cref="UntraceableException">The steps depend on more than the code.</exception>
    public static IReadOnlyList<ScriptStep> Of(ScriptProgram program)
    {
        var route = new ScriptRoute(program);
        if (route.Forward(program.Root, new ScriptValue.Rows(0, null)) is not ScriptValue.Rows { Slot: var last })
            throw new UntraceableException("it does not give one tensor of samples");
        if (last != route._steps.Count)
            throw new UntraceableException("it computes more than its output");
        return route._steps;
    }

    /// <inheritdoc/>
    protected override ScriptValue CallModule(ScriptValue.Module module, string method, IReadOnlyList<ScriptValue> arguments)
    {
        if (method != "forward" || arguments is not [ScriptValue.Rows { Slot: var input }])
            throw new UntraceableException($"it calls {module.Path} with something else than one tensor");
        if (module.Attributes.TypeName?.EndsWith(".Sequential", StringComparison.Ordinal) == true)
            return base.CallModule(module, method, arguments);
        return Add(new ScriptStep(module, null, [input]));
    }

    /// <inheritdoc/>
    protected override ScriptValue Apply(OperatorCall call)
    {
        if (!RouteOperators.Knows(call))
            throw new UntraceableException($"it calls {call.Name} between its layers");
        return Add(new ScriptStep(null, call, [.. call.Arguments.OfType<ScriptValue.Rows>().Select(rows => rows.Slot)]));
    }

    private ScriptValue.Rows Add(ScriptStep step)
    {
        _steps.Add(step);
        return new ScriptValue.Rows(_steps.Count, null);
    }
}
