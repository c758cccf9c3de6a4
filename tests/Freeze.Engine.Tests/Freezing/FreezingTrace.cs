using System.Collections;
using System.Text.Json;
using Freeze.Freezing;
using Freeze.Models;
using Freeze.Optimization;
using Freeze.Optimization.Schedules;
using Freeze.Tests.Optimization.Traces;
using TorchSharp;
using Xunit;

namespace Freeze.Tests.Freezing;

/// <summary>Replays a reference case the way a user would: freezing by Set-LayerFreeze's plans alone, the optimizer from the model, every group from the start.</summary>
internal sealed class FreezingTrace : IDisposable
{
    private readonly TraceCase _case;
    private readonly TraceModel _trace;
    private readonly RunSchedule? _schedule;

    public FreezingTrace(string name, bool float64)
    {
        _case = new TraceCase(name);
        _trace = new TraceModel(_case.Model, float64 ? torch.float64 : torch.float32);
        Reference = TraceTensors.Read(Path.Combine("tensors", name));
        Prefix = float64 ? "f64." : "f32.";
        Recorded = _case.Json.GetProperty(float64 ? "trace_f64" : "trace_f32");
        Tolerance = _case.Json.GetProperty("suggested_tol").GetProperty(float64 ? "f64" : "f32").GetDouble();
        Model = ModelImporter.FromModule(_trace.Module, new ImportOptions());
        Optimizer = MakeOptimizer();
        if (_case.Json.TryGetProperty("scheduler", out var scheduler))
            _schedule = ScheduleFactory.Create(scheduler.GetProperty("type").GetString()!, TraceCase.Table(scheduler.GetProperty("args")), new ScheduleContext(_case.Steps, 1, [.. Optimizer.Groups.Select(group => group.Name)]));
    }

    public TorchModel Model { get; }

    public GroupedOptimizer Optimizer { get; }

    public IReadOnlyDictionary<string, torch.Tensor> Reference { get; }

    public string Prefix { get; }

    public JsonElement Recorded { get; }

    public double Tolerance { get; }

    public List<double> Losses { get; } = [];

    /// <summary>Elements that trained, step by step.</summary>
    public List<long> Trained { get; } = [];

    /// <summary>Called after each step with the number of steps done.</summary>
    public Action<int>? AfterEachStep { get; set; }

    public void Run()
    {
        foreach (var frozen in _case.List("freeze"))
            Freeze(frozen);
        for (var step = 0; step < _case.Steps; step++)
        {
            foreach (var happening in _case.List("events").Where(happening => happening.GetProperty("step").GetInt32() == step))
                Happen(happening);
            _schedule?.Apply(Optimizer, step);
            ModuleModes.Train(Model);
            Trained.Add(Model.TrainableCount);
            Step(step);
            AfterEachStep?.Invoke(step + 1);
        }
    }

    public double Difference(string point, string? key = null) => _trace.Module.state_dict().Where(pair => key is null || pair.Key == key).Max(pair =>
        (pair.Value.detach().to(torch.float64) - Reference[Prefix + point + pair.Key].to(torch.float64)).abs().max().item<double>());

    /// <summary>Losses, final parameters and statistics are the reference's.</summary>
    public void AssertFollows()
    {
        var expected = Recorded.GetProperty("losses").EnumerateArray().Select(loss => loss.GetDouble()).ToList();
        Assert.Equal(expected.Count, Losses.Count);
        foreach (var (loss, step) in Losses.Select((loss, step) => (loss, step)))
            Assert.True(Math.Abs(loss - expected[step]) <= Tolerance, $"loss of step {step}: {loss}, not {expected[step]}");
        Assert.True(Difference("final.") <= Tolerance, $"the end differs by {Difference("final.")}");
    }

    public void Dispose()
    {
        Optimizer.Dispose();
        Model.Dispose();
    }

    private void Step(int step)
    {
        using var scope = torch.NewDisposeScope();
        Optimizer.ZeroGrad();
        var loss = _trace.Loss(step, _case.Batch);
        loss.backward();
        Losses.Add(loss.to(torch.float64).item<double>());
        Optimizer.Step();
    }

    // What PyTorch users do by hand, each in its own way, is one policy here.
    private void Freeze(JsonElement frozen)
    {
        var how = frozen.TryGetProperty("how", out var value) ? value.GetString() : "requires_grad";
        var mode = frozen.TryGetProperty("bn", out var bn) ? bn.GetString() : null;
        var policy = how == "none" ? BatchNormPolicy.FrozenStatistics : mode == "train" ? BatchNormPolicy.FrozenAffine : BatchNormPolicy.Frozen;
        Apply(new FreezeRequest { Selection = FreezeSelection.Named, Patterns = TraceCase.Items(frozen), BatchNorm = policy });
    }

    private void Happen(JsonElement happening)
    {
        switch (happening.GetProperty("do").GetString())
        {
            case "freeze" or "unfreeze":
                Apply(new FreezeRequest { Selection = FreezeSelection.Named, Patterns = TraceCase.Items(happening), Unfreeze = happening.GetProperty("do").GetString() == "unfreeze" });
                break;
            case "set_lr":
                Optimizer.Groups[happening.GetProperty("group").GetInt32()].LearningRate = happening.GetProperty("lr").GetDouble();
                break;
        }
    }

    private void Apply(FreezeRequest request) => Model.Apply(Model.Plan(request));

    private GroupedOptimizer MakeOptimizer()
    {
        var optimizer = _case.Json.GetProperty("optimizer");
        var late = _case.List("events").Where(happening => happening.GetProperty("do").GetString() == "add_group");
        return ModelOptimizer.Create(Model, new GroupPlanRequest
        {
            Parameters = [],
            Algorithm = Enum.Parse<OptimizerAlgorithm>(_case.Algorithm),
            Settings = new OptimizerSettings { Option = TraceCase.Table(optimizer.GetProperty("args")).Cast<DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => entry.Value) },
            Rules = [.. optimizer.GetProperty("groups").EnumerateArray().Concat(late)
                .Select(group => GroupSpecification.Parse(new Hashtable { ["Layer"] = TraceCase.Items(group), ["Option"] = TraceCase.Table(group, "items", "step", "do") }))],
        });
    }
}
