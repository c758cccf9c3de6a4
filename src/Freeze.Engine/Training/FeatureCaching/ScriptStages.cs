using Freeze.Models.TorchScript.Tracing;
using Freeze.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Freeze.Training.FeatureCaching;

/// <summary>The forward pass of a TorchScript module in stages: its steps, cut wherever one tensor is all that goes on.</summary>
internal sealed class ScriptStages
{
    private readonly TorchModel _model;
    private readonly ScriptProgram _program;
    private readonly IReadOnlyList<ScriptStep> _steps;
    private readonly IReadOnlyDictionary<string, nn.Module> _modules;
    private readonly List<(int First, int Last)> _ranges = [];
    private readonly Dictionary<int, int?> _ranks = [];

    private ScriptStages(TorchModel model, ScriptProgram program, IReadOnlyList<ScriptStep> steps)
    {
        (_model, _program, _steps) = (model, program, steps);
        _modules = model.Nodes.Skip(1).ToDictionary(node => node.Name, node => node.Module);
        var first = 1;
        for (var last = 1; last <= steps.Count; last++)
        {
            // Results of this step or before that a later one takes.
            var live = steps.Skip(last).SelectMany(step => step.Inputs).Where(input => input <= last).Distinct();
            if (live.Any(input => input != last))
                continue;
            _ranges.Add((first, last));
            first = last + 1;
        }

        Stages = [.. _ranges.Select(MakeStage)];
    }

    /// <summary>The stages in execution order.</summary>
    public IReadOnlyList<NetworkStage> Stages { get; }

    /// <summary>The stages that a module's code proves.</summary>
    /// <param name="model">The model.</param>
    /// <param name="reason">Clause that says why there are none.</param>
    public static ScriptStages? Of(TorchModel model, out string reason)
    {
        reason = "nothing says what it does between its layers";
        if (model.Module is not jit.ScriptModule)
            return null;
        if (model.Identity.Program is not { } program)
        {
            reason = "its code cannot be read";
            return null;
        }

        try
        {
            var steps = program.Route;
            var names = model.Nodes.Select(node => node.Name).ToHashSet();
            if (steps.FirstOrDefault(step => step.Layer is { } layer && !names.Contains(layer.Path)) is { Layer.Path: var missing })
                reason = $"it has no layer {missing} any more";
            else if (steps.Count > 0)
                return new ScriptStages(model, program, steps);
        }
        catch (UntraceableException untraceable)
        {
            reason = untraceable.Message;
        }

        return null;
    }

    /// <summary>Finds in its code why a stage cannot be relied on; the stages before it have to be asked first.</summary>
    /// <param name="stage">Index of the stage.</param>
    /// <returns>A clause; null where it gives every sample the same each time and writes to nothing.</returns>
    public string? WhyNot(int stage)
    {
        if (stage == 0)
            _ranks[0] = _model.SampleShape?.Count + 1;
        var (first, last) = _ranges[stage];
        for (var at = first; at <= last; at++)
        {
            if (Follow(at) is { } reason)
                return $"{Name(_steps[at - 1])}: {reason}";
        }

        return null;
    }

    private string? Follow(int at)
    {
        var step = _steps[at - 1];
        if (step.Layer is { } layer)
        {
            // In training mode, layers under this plan: normalisation with stored statistics and dropout that is off are in evaluation mode.
            var (rank, reason) = SteadyCode.Check(_program, layer, _ranks.GetValueOrDefault(step.Inputs[0]), name => _model.Freezing.KeepsStoredStatistics(name) || _model.Freezing.DropoutOff.Contains(name));
            _ranks[at] = rank;
            return reason;
        }

        try
        {
            var inputs = new Queue<int>(step.Inputs);
            var arguments = step.Call!.Arguments.Select(argument => argument is ScriptValue.Rows ? new ScriptValue.Rows(0, _ranks.GetValueOrDefault(inputs.Dequeue())) : argument).ToList();
            _ranks[at] = RowwiseOperators.Apply(step.Call with { Arguments = arguments }) is ScriptValue.Rows rows ? rows.Rank : null;
            return null;
        }
        catch (Exception error) when (UntraceableException.Covers(error))
        {
            return UntraceableException.Reason(error);
        }
    }

    private NetworkStage MakeStage((int First, int Last) range)
    {
        var layers = _steps.Skip(range.First - 1).Take(range.Last - range.First + 1).Where(step => step.Layer is not null).Select(step => step.Layer!.Path).Distinct().ToList();
        return new NetworkStage(layers.Count > 0 ? layers[0] : Name(_steps[range.First - 1]), layers, input => Run(range, input));
    }

    private Tensor Run((int First, int Last) range, Tensor input)
    {
        // The one result of an earlier stage that its steps take is the last one, or the module's input.
        var results = new Dictionary<int, Tensor> { [range.First - 1] = input };
        for (var at = range.First; at <= range.Last; at++)
        {
            var step = _steps[at - 1];
            results[at] = step.Layer is { } layer
                ? (Tensor)((jit.ScriptModule)_modules[layer.Path]).forward(results[step.Inputs[0]])
                : RouteOperators.Apply(step.Call!, [.. step.Inputs.Select(own => results[own])]);
        }

        return results[range.Last];
    }

    private static string Name(ScriptStep step) => step.Layer?.Path ?? step.Call!.Name;
}
