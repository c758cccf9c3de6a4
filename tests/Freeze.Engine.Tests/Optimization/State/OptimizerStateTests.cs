using Freeze.Optimization;
using Freeze.Optimization.State;
using TorchSharp;
using Xunit;

namespace Freeze.Tests.Optimization.State;

/// <summary>State leaves an optimizer and comes back by parameter name and shape.</summary>
public sealed class OptimizerStateTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("freeze-state-").FullName;

    public static TheoryData<OptimizerAlgorithm, bool> Algorithms()
    {
        var data = new TheoryData<OptimizerAlgorithm, bool>();
        foreach (var algorithm in Enum.GetValues<OptimizerAlgorithm>())
        {
            data.Add(algorithm, false);
            data.Add(algorithm, true);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void A_run_goes_on_bit_for_bit(OptimizerAlgorithm algorithm, bool byFile)
    {
        using var scope = torch.NewDisposeScope();
        using var first = new SmallOptimizer(algorithm, option: Options(algorithm));
        first.Step(3);
        using var second = new SmallOptimizer(algorithm, option: Options(algorithm));
        second.Copy(first);
        var report = byFile ? ThroughFile(first, second) : ThroughMemory(first, second);
        Assert.Equal(6, report.Carried.Count);
        Assert.Empty(report.Fresh);
        Assert.Empty(report.Dropped);
        Assert.Equal(first.Step(3), second.Step(3));
    }

    [Fact]
    public void Without_its_state_a_run_goes_elsewhere()
    {
        using var scope = torch.NewDisposeScope();
        foreach (var algorithm in Enum.GetValues<OptimizerAlgorithm>())
        {
            using var first = new SmallOptimizer(algorithm, option: Options(algorithm));
            first.Step(3);
            using var second = new SmallOptimizer(algorithm, option: Options(algorithm));
            second.Copy(first);
            Assert.NotEqual(first.Step(3), second.Step(3));
        }
    }

    [Fact]
    public void Groups_may_have_changed()
    {
        using var scope = torch.NewDisposeScope();
        using var first = new SmallOptimizer(OptimizerAlgorithm.Adam);
        first.Step(3);
        using var second = new SmallOptimizer(OptimizerAlgorithm.Adam, rules: [SmallOptimizer.Rule("e"), SmallOptimizer.Rule("c.bias", "a")]);
        second.Copy(first);
        Assert.Equal(6, ThroughFile(first, second).Carried.Count);
        Assert.Equal(first.Step(3), second.Step(3));
    }

    [Fact]
    public void What_does_not_fit_is_dropped_and_says_why()
    {
        using var scope = torch.NewDisposeScope();
        using var first = new SmallOptimizer(OptimizerAlgorithm.Adam);
        first.Step(2);
        using var second = new SmallOptimizer(OptimizerAlgorithm.AdamW, outputs: 2);
        second.Freeze("a.weight");
        var report = ThroughFile(first, second);
        Assert.Equal(["a.bias", "c.weight", "c.bias"], report.Carried);
        Assert.Equal(["e.weight", "e.bias"], report.Fresh);
        Assert.Equal(["a.weight", "e.weight", "e.bias"], report.Dropped);
        Assert.Contains("frozen", report.Reasons["a.weight"]);
        Assert.Contains("3x5", report.Reasons["e.weight"]);
        Assert.Equal("3 carried, 2 fresh, 3 dropped", report.ToString());
        Assert.Equal(["a.bias", "c.weight", "c.bias"], second.Optimizer.State.Keys);
    }

    [Fact]
    public void Another_algorithm_begins_anew()
    {
        using var scope = torch.NewDisposeScope();
        using var first = new SmallOptimizer(OptimizerAlgorithm.RMSprop, option: Options(OptimizerAlgorithm.RMSprop));
        first.Step(2);
        using var second = new SmallOptimizer(OptimizerAlgorithm.SGD, option: Options(OptimizerAlgorithm.SGD));
        second.Step(1);
        var report = ThroughFile(first, second);
        Assert.Equal(6, report.Dropped.Count);
        Assert.Equal(6, report.Fresh.Count);
        Assert.Contains("RMSprop", report.Reasons["a.bias"]);
        Assert.Empty(second.Optimizer.State);
    }

    [Fact]
    public void A_copy_stays_while_the_optimizer_goes_on()
    {
        using var scope = torch.NewDisposeScope();
        using var first = new SmallOptimizer(OptimizerAlgorithm.SGD, option: Options(OptimizerAlgorithm.SGD));
        first.Step(3);
        using var state = OptimizerState.Capture(first.Optimizer);
        using var second = new SmallOptimizer(OptimizerAlgorithm.SGD, option: Options(OptimizerAlgorithm.SGD));
        second.Copy(first);
        var expected = first.Step(5);
        state.Restore(second.Optimizer);
        Assert.Equal(expected, second.Step(5));
    }

    [Fact]
    public void The_same_state_gives_the_same_bytes()
    {
        using var scope = torch.NewDisposeScope();
        using var optimizer = new SmallOptimizer(OptimizerAlgorithm.AdamW);
        optimizer.Step(2);
        OptimizerStateFile.Write(optimizer.Optimizer, At("one"));
        OptimizerStateFile.Write(optimizer.Optimizer, At("two"));
        Assert.Equal(File.ReadAllBytes(At("one")), File.ReadAllBytes(At("two")));
        Assert.Equal(ErrorCode.OutputExists, Assert.Throws<FreezeException>(() => OptimizerStateFile.Write(optimizer.Optimizer, At("one"))).Code);
    }

    [Fact]
    public void Directions_over_other_parameters_are_dropped()
    {
        using var scope = torch.NewDisposeScope();
        using var first = new SmallOptimizer(OptimizerAlgorithm.LBFGS);
        first.Step(2);
        using var second = new SmallOptimizer(OptimizerAlgorithm.LBFGS);
        second.Freeze("a.weight");
        var report = ThroughFile(first, second);
        Assert.Empty(report.Carried);
        Assert.Equal(5, report.Fresh.Count);
        Assert.Contains("together", Assert.Single(report.Reasons).Value);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static OptimizerStateReport ThroughMemory(SmallOptimizer from, SmallOptimizer to)
    {
        using var state = OptimizerState.Capture(from.Optimizer);
        return state.Restore(to.Optimizer);
    }

    private OptimizerStateReport ThroughFile(SmallOptimizer from, SmallOptimizer to)
    {
        OptimizerStateFile.Write(from.Optimizer, At("state"));
        return OptimizerStateFile.Restore(to.Optimizer, At("state"));
    }

    private string At(string name) => Path.Combine(_folder, name + ".safetensors");

    // What makes an algorithm remember most.
    private static Dictionary<string, object?> Options(OptimizerAlgorithm algorithm) => algorithm switch
    {
        OptimizerAlgorithm.SGD => new() { ["lr"] = 0.1, ["momentum"] = 0.9 },
        OptimizerAlgorithm.RMSprop => new() { ["momentum"] = 0.9, ["centered"] = true },
        OptimizerAlgorithm.Adam or OptimizerAlgorithm.AdamW => new() { ["amsgrad"] = true },
        OptimizerAlgorithm.ASGD => new() { ["t0"] = 1, ["lambd"] = 0.01 },
        OptimizerAlgorithm.LBFGS => new() { ["max_iter"] = 3, ["lr"] = 0.3 },
        _ => [],
    };
}
