using System.Collections;
using System.Text.Json;
using Freeze.Optimization;
using Freeze.Optimization.Schedules;
using Freeze.Tensors;
using TorchSharp;
using Xunit;

namespace Freeze.Tests.Optimization.Traces;

/// <summary>Replays one reference case with this engine's optimizer, schedules and clipping.</summary>
internal sealed class TraceReplay : IDisposable
{
    private readonly TraceCase _case;
    private readonly TraceModel _model;
    private readonly HashSet<string> _evaluated = [];
    private readonly GroupedOptimizer _optimizer;
    private readonly RunSchedule? _schedule;
    private readonly double[] _metrics = [];

    public TraceReplay(string name, bool float64)
    {
        _case = new TraceCase(name);
        _model = new TraceModel(_case.Model, float64 ? torch.float64 : torch.float32);
        Reference = TraceTensors.Read(Path.Combine("tensors", name));
        Trace = _case.Json.GetProperty(float64 ? "trace_f64" : "trace_f32");
        Prefix = float64 ? "f64." : "f32.";
        Tolerance = _case.Json.GetProperty("suggested_tol").GetProperty(float64 ? "f64" : "f32").GetDouble();
        _optimizer = new GroupedOptimizer(_model.Parameters, Plan());
        if (!_case.Json.TryGetProperty("scheduler", out var scheduler))
            return;
        // The references schedule after every step, which is an epoch of one step.
        var context = new ScheduleContext(_case.Steps, 1, _optimizer.Groups.Select(group => group.Name).ToArray());
        _schedule = ScheduleFactory.Create(scheduler.GetProperty("type").GetString()!, TraceCase.Table(scheduler.GetProperty("args")), context);
        if (scheduler.TryGetProperty("metrics", out var metrics))
            _metrics = metrics.EnumerateArray().Select(metric => metric.GetDouble()).ToArray();
    }

    public IReadOnlyDictionary<string, torch.Tensor> Reference { get; }

    public JsonElement Trace { get; }

    public string Prefix { get; }

    public double Tolerance { get; }

    public TraceModel Model => _model;

    public GroupedOptimizer Optimizer => _optimizer;

    /// <summary>Whether the recorded rates are used instead of the schedule's.</summary>
    public bool UsesRecordedRates { get; init; }

    /// <summary>Whether freezing keeps the optimizer's state, as PyTorch does and this engine does not.</summary>
    public bool KeepsState { get; init; }

    /// <summary>Called after each step with the number of steps done.</summary>
    public Action<TraceReplay, int>? AfterEachStep { get; init; }

    public List<double> Norms { get; } = [];

    public List<double> Losses { get; } = [];

    public List<double[]> Rates { get; } = [];

    /// <summary>The greatest difference of a parameter or buffer from the reference, by the points it was kept at.</summary>
    public Dictionary<string, double> Differences { get; } = [];

    public void Run()
    {
        foreach (var frozen in _case.List("freeze"))
            Freeze(frozen);
        for (var step = 0; step < _case.Steps; step++)
        {
            foreach (var happening in _case.List("events").Where(happening => happening.GetProperty("step").GetInt32() == step))
                Happen(happening);
            if (UsesRecordedRates)
                SetRates(Trace.GetProperty("lrs")[step]);
            else
                _schedule?.Apply(_optimizer, step);
            Rates.Add(_optimizer.Groups.Select(group => group.LearningRate).ToArray());
            Train();
            Step(step);
            AfterEachStep?.Invoke(this, step + 1);
            Compare($"at{step + 1}.");
            if (_metrics.Length > 0)
                _schedule!.Observe(step, _metrics[step]);
        }

        if (!UsesRecordedRates)
            _schedule?.Apply(_optimizer, _case.Steps);
        Compare("final.");
    }

    /// <summary>Losses, gradient norms, parameters and buffers agree with the reference.</summary>
    /// <param name="tolerance">The greatest difference; by default the reference's own.</param>
    public void AssertFollows(double? tolerance = null)
    {
        var most = tolerance ?? Tolerance;
        foreach (var ((loss, expected), step) in Losses.Zip(Numbers("losses")).Select((pair, step) => (pair, step)))
            Assert.True(Math.Abs(loss - expected) <= most, $"loss of step {step}: {loss}, not {expected}");
        if (Trace.TryGetProperty("grad_norms", out _))
            Assert.Equal(Norms.Count, Norms.Zip(Numbers("grad_norms")).Count(pair => Math.Abs(pair.First - pair.Second) <= most));
        Assert.NotEmpty(Differences);
        foreach (var (point, difference) in Differences)
            Assert.True(difference <= most, $"{point} differs by {difference}");
    }

    /// <summary>The rates in force in every step, and those after the last, agree with the reference.</summary>
    public void AssertRates()
    {
        var recorded = Trace.GetProperty("lrs").EnumerateArray().Append(Trace.GetProperty("final_lrs")).ToArray();
        foreach (var (rates, expected) in Rates.Append(_optimizer.Groups.Select(group => group.LearningRate).ToArray()).Zip(recorded))
        {
            // Groups that PyTorch adds later are there from the start.
            for (var i = 0; i < expected.GetArrayLength(); i++)
                Assert.True(Closeness.IsClose(expected[i].GetDouble(), rates[i]), $"{rates[i]:R}, not {expected[i].GetDouble():R}");
        }
    }

    public void Dispose() => _optimizer.Dispose();

    private IEnumerable<double> Numbers(string name) => Trace.GetProperty(name).EnumerateArray().Select(value => value.GetDouble());

    private void Step(int step)
    {
        using var scope = torch.NewDisposeScope();
        if (_optimizer.NeedsClosure)
        {
            // A method for whole problems: the reference keeps to the first sixteen rows.
            Losses.Add(_optimizer.Step(() =>
            {
                _optimizer.ZeroGrad();
                var value = _model.Loss(0, 16);
                value.backward();
                return value;
            }));
            return;
        }

        _optimizer.ZeroGrad();
        var total = 0.0;
        for (var part = 0; part < _case.Accumulate; part++)
        {
            var loss = _model.Loss(step * _case.Accumulate + part, _case.Batch) / _case.Accumulate;
            loss.backward();
            total += loss.to(torch.float64).item<double>();
        }

        Losses.Add(total);
        Clip();
        _optimizer.Step();
    }

    private void Clip()
    {
        if (!_case.Json.TryGetProperty("clip", out var clip))
            return;
        var parameters = _model.Parameters.Select(parameter => parameter.Value);
        if (clip.TryGetProperty("value", out var value))
            GradientClipping.ByValue(parameters, value.GetDouble());
        else
            Norms.Add(GradientClipping.ByNorm(parameters, clip.GetProperty("norm").GetDouble(), clip.GetProperty("type") is { ValueKind: JsonValueKind.Number } type ? type.GetDouble() : double.PositiveInfinity));
    }

    private void SetRates(JsonElement rates)
    {
        for (var i = 0; i < rates.GetArrayLength(); i++)
            _optimizer.Groups[i].LearningRate = rates[i].GetDouble();
    }

    // Evaluation mode of frozen normalisation is put back after every train(), as a run does.
    private void Train()
    {
        _model.Module.train();
        foreach (var (name, module) in _model.Module.named_modules().Where(pair => _evaluated.Contains(pair.name)))
            module.eval();
    }

    private void Freeze(JsonElement frozen)
    {
        var how = frozen.TryGetProperty("how", out var value) ? value.GetString() : "requires_grad";
        if (how == "requires_grad")
            SetTrainable(TraceCase.Items(frozen), false);
        if (frozen.TryGetProperty("bn", out var mode) && mode.GetString() == "eval")
            _evaluated.UnionWith(TraceCase.Items(frozen));
    }

    private void Happen(JsonElement happening)
    {
        switch (happening.GetProperty("do").GetString())
        {
            case "freeze":
                SetTrainable(TraceCase.Items(happening), false);
                break;
            case "unfreeze":
                SetTrainable(TraceCase.Items(happening), true);
                _evaluated.ExceptWith(TraceCase.Items(happening));
                break;
            case "set_lr":
                _optimizer.Groups[happening.GetProperty("group").GetInt32()].LearningRate = happening.GetProperty("lr").GetDouble();
                break;
            // Gradients are cleared with every freeze, and every group is there from the start.
            case "clear_grad" or "add_group":
                break;
        }
    }

    private void SetTrainable(string[] items, bool trainable)
    {
        foreach (var parameter in _model.Below(items))
        {
            parameter.Value.requires_grad = trainable;
            if (trainable)
                continue;
            parameter.Value.grad = null;
            if (!KeepsState)
                _optimizer.Forget(parameter.Name);
        }
    }

    private GroupPlan Plan()
    {
        var optimizer = _case.Json.GetProperty("optimizer");
        var groups = optimizer.GetProperty("groups").EnumerateArray().Concat(_case.List("events").Where(happening => happening.GetProperty("do").GetString() == "add_group")).ToArray();
        var option = TraceCase.Table(optimizer.GetProperty("args")).Cast<DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => entry.Value);
        return GroupPlan.Create(new GroupPlanRequest
        {
            Parameters = _model.Parameters.Select(parameter => new ParameterShape(parameter.Name, parameter.Value.shape)).ToArray(),
            Algorithm = Enum.Parse<OptimizerAlgorithm>(_case.Algorithm),
            Settings = new OptimizerSettings { Option = option },
            Rules = groups.Select(group => GroupSpecification.Parse(new Hashtable { ["Layer"] = TraceCase.Items(group), ["Option"] = TraceCase.Table(group, "items", "step", "do") })).ToArray(),
            Remainder = Remainder.Ignore,
        });
    }

    private void Compare(string point)
    {
        if (Reference.Keys.Any(key => key.StartsWith(Prefix + point, StringComparison.Ordinal)))
            Differences[point] = _model.MaximumDifference(Reference, Prefix + point);
    }
}
