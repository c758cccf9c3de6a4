using Freeze.Optimization;
using Freeze.Tests.Optimization.Traces;
using TorchSharp;
using Xunit;

namespace Freeze.Tests.Freezing;

/// <summary>PyTorch's recorded runs with frozen layers, replayed with this module's own freezing; and what it does instead where a run shows a trap.</summary>
public sealed class FreezingTraceTests
{
    private static readonly string[] Traps = ["mid_freeze_zero_grad_drift", "unf_refreeze", "unf_add_group_steplr", "unf_add_group_cosine", "unf_add_group_exp"];

    public static TheoryData<string, bool> Cases()
    {
        var data = new TheoryData<string, bool>();
        foreach (var name in Names().Except(Traps))
        {
            data.Add(name, false);
            data.Add(name, true);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_run_with_frozen_layers_follows_PyTorch(string name, bool float64)
    {
        using var scope = torch.NewDisposeScope();
        using var run = new FreezingTrace(name, float64);
        run.Run();
        run.AssertFollows();
    }

    [Fact]
    public void Every_case_is_either_followed_or_a_known_trap() => Assert.Equal(22, Names().Count());

    // PyTorch with zeroed gradients lets momentum and decay move a layer that was frozen in mid-training.
    [Theory]
    [InlineData("mid_freeze_zero_grad_drift")]
    [InlineData("mid_freeze_set_to_none")]
    public void A_layer_frozen_in_mid_training_keeps_every_bit(string name)
    {
        using var scope = torch.NewDisposeScope();
        using var run = new FreezingTrace(name, float64: false);
        var layer = run.Model.Parameters.Where(parameter => parameter.Layer == "0").ToList();
        byte[][] frozen = [];
        run.AfterEachStep = done =>
        {
            // It is frozen before step 15, that is after fifteen steps.
            if (done == 15)
                frozen = [.. layer.Select(parameter => Bytes(parameter.Value))];
        };
        run.Run();
        Assert.Equal(2, frozen.Length);
        Assert.Equal(frozen, layer.Select(parameter => Bytes(parameter.Value)).ToArray());
        Assert.DoesNotContain(run.Optimizer.State.Keys, key => key.StartsWith("0.", StringComparison.Ordinal));
        if (name == "mid_freeze_zero_grad_drift")
            Assert.True(run.Difference("final.", "0.weight") > 1e-3);
    }

    // PyTorch keeps the momentum of a frozen layer and lets it go on from there; here a freeze is a fresh start.
    [Fact]
    public void A_layer_that_is_thawed_starts_without_momentum()
    {
        using var scope = torch.NewDisposeScope();
        using var run = new FreezingTrace("unf_refreeze", float64: false);
        var buffers = new List<bool>();
        run.AfterEachStep = _ => buffers.Add(run.Optimizer.State.ContainsKey("0.weight"));
        run.Run();
        Assert.Equal([.. Enumerable.Repeat(true, 10), .. Enumerable.Repeat(false, 10), .. Enumerable.Repeat(true, 20)], buffers);
        Assert.True(run.Difference("final.", "0.weight") > 1e-4);
    }

    // A group that PyTorch adds late is scheduled from its own rate onward; here it is at its place in the schedule already.
    [Theory]
    [InlineData("unf_add_group_steplr")]
    [InlineData("unf_add_group_exp")]
    public void A_layer_that_is_thawed_is_where_the_schedule_is(string name)
    {
        using var scope = torch.NewDisposeScope();
        using var run = new FreezingTrace(name, float64: false);
        run.AfterEachStep = _ => Assert.Equal(run.Optimizer.Groups[0].LearningRate / 10, run.Optimizer.Groups[1].LearningRate, 12);
        run.Run();
        Assert.True(run.Trained[12] < run.Trained[13]);
        var state = run.Optimizer.State["0.weight"];
        Assert.NotEmpty(state.Tensors);
    }

    private static IEnumerable<string> Names() => TraceCase.Names.Where(name =>
        name.StartsWith("frz_", StringComparison.Ordinal) || name.StartsWith("mid_freeze", StringComparison.Ordinal) || name.StartsWith("unf_", StringComparison.Ordinal));

    private static byte[] Bytes(torch.Tensor tensor) => tensor.detach().contiguous().bytes.ToArray();
}
