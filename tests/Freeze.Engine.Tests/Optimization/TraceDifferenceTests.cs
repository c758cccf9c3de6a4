using Freeze.Optimization;
using Freeze.Tests.Optimization.Traces;
using TorchSharp;
using Xunit;

namespace Freeze.Tests.Optimization;

/// <summary>Where the references show a trap, and this engine does the right thing instead.</summary>
public sealed class TraceDifferenceTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_layer_frozen_in_mid_training_stands_still(bool float64)
    {
        using var scope = torch.NewDisposeScope();
        using var replay = new TraceReplay("mid_freeze_zero_grad_drift", float64);
        replay.Run();

        // PyTorch's zeroed gradients let momentum and decay move the layer; nulled ones are the case zero_grad_clear.
        using var clean = new TraceReplay("mid_freeze_zero_grad_clear", float64);
        Assert.True(replay.Model.MaximumDifference(clean.Reference, clean.Prefix + "final.") <= clean.Tolerance);
        Assert.True(replay.Model.MaximumDifference(replay.Reference, replay.Prefix + "final.") > 1e-3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_layer_thawed_again_starts_without_momentum(bool float64)
    {
        using var scope = torch.NewDisposeScope();
        using var replay = new TraceReplay("unf_refreeze", float64);
        replay.Run();
        Assert.True(replay.Model.MaximumDifference(replay.Reference, replay.Prefix + "final.") > 1e-4);

        // That is the only difference: with the state kept through the freeze, the run is PyTorch's.
        using var kept = new TraceReplay("unf_refreeze", float64) { KeepsState = true };
        kept.Run();
        kept.AssertFollows();
    }

    [Theory]
    [InlineData("unf_add_group_steplr", false)]
    [InlineData("unf_add_group_steplr", true)]
    [InlineData("unf_add_group_cosine", false)]
    [InlineData("unf_add_group_cosine", true)]
    [InlineData("unf_add_group_exp", false)]
    [InlineData("unf_add_group_exp", true)]
    public void A_layer_thawed_under_a_schedule_is_where_the_schedule_is(string name, bool float64)
    {
        using var scope = torch.NewDisposeScope();
        using var replay = new TraceReplay(name, float64);
        replay.Run();

        // PyTorch schedules a group added at step 13 from its own rate onward. Here it has been there since step 0, with a tenth of the other's rate.
        foreach (var rates in replay.Rates)
            Assert.True(name == "unf_add_group_cosine" ? rates[1] < rates[0] : Closeness.IsClose(rates[0] / 10, rates[1]));
        Assert.True(replay.Model.MaximumDifference(replay.Reference, replay.Prefix + "final.") > 1e-5);

        // That is the only difference: at PyTorch's rates the run is PyTorch's.
        using var same = new TraceReplay(name, float64) { UsesRecordedRates = true };
        same.Run();
        same.AssertFollows();
    }

    [Theory]
    [InlineData("opt_nadam", false)]
    [InlineData("opt_nadam", true)]
    [InlineData("opt_nadam_wd", false)]
    [InlineData("opt_nadam_wd", true)]
    [InlineData("grp3_nadam", false)]
    [InlineData("grp3_nadam", true)]
    public void NAdam_follows_its_formula_and_not_the_fault_of_PyTorch_1_13(string name, bool float64)
    {
        using var scope = torch.NewDisposeScope();
        using var replay = new TraceReplay(name, float64);
        replay.Run();
        Assert.True(replay.Model.MaximumDifference(replay.Reference, replay.Prefix + "final.") > 1e-4);

        // With the momentum factor of the step multiplied in twice, the run is PyTorch 1.13's; it held products in single precision.
        using var faulty = new TraceReplay(name, float64) { AfterEachStep = MultiplyOnceMore };
        faulty.Run();
        faulty.AssertFollows(float64 ? 1e-7 : null);
    }

    // Corrects the second part of the step, along the first moment, to what a doubled factor gives.
    private static void MultiplyOnceMore(TraceReplay replay, int step)
    {
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        foreach (var group in replay.Optimizer.Groups)
        {
            double FactorAt(int t) => 0.9 * (1 - 0.5 * Math.Pow(0.96, t * group.Options.Number("momentum_decay")));
            var (factor, next) = (FactorAt(step), FactorAt(step + 1));
            foreach (var slot in group.Slots)
            {
                var product = slot.State["mu_product"];
                var denominator = (slot.State.Tensors["exp_avg_sq"] / (1 - Math.Pow(0.999, step))).sqrt() + 1e-8;
                var correction = next / (1 - product * factor * next) - next / (1 - product * next);
                slot.Parameter.addcdiv_(slot.State.Tensors["exp_avg"], denominator, -group.LearningRate * correction);
            }
        }
    }
}
