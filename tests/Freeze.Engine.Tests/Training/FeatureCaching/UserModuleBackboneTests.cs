using Freeze.Tests.Freezing;
using Freeze.Tests.Models;
using Freeze.Training;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Freeze.Tests.Training.FeatureCaching;

/// <summary>Whatever users' modules do, training them gives what a loop by hand gives; a frozen beginning runs apart only where that is so.</summary>
[Collection(nameof(ProcessRandomState))]
public sealed class UserModuleBackboneTests
{
    private static readonly FineTuneOptions Four = new() { Epochs = 4, BatchSize = 8, Seed = 3, FeatureCache = FeatureCacheMode.Memory };

    // What a frozen layer does beside its weights; 22 samples make a last batch of 6.
    public static TheoryData<string> Behaviours { get; } = ["functional dropout", "doubles in training", "looks at the batch", "divides by the batch", "nothing"];

    [Theory]
    [MemberData(nameof(Behaviours))]
    public void A_layer_of_somebodys_own_in_a_sequence_is_not_trusted(string behaviour)
    {
        var run = AssertAsByHand(() => SmallNetwork.Of(("a", Behaving(behaviour)), ("b", nn.Linear(64, 3))), BackboneRun.Samples(22, 6));
        Assert.Equal(["Off", "Off", "Off", "Off"], run.Caching);
        Assert.Contains(run.Remarks, remark => remark.Contains("a is a module of somebody's own", StringComparison.Ordinal));
    }

    [Fact]
    public void What_comes_before_such_a_layer_still_runs_apart()
    {
        var run = AssertAsByHand(() => SmallNetwork.Of(("a", nn.Linear(6, 64)), ("t", nn.Softmax(0)), ("b", nn.Linear(64, 3))), BackboneRun.Samples(22, 6));
        Assert.Equal(["Filling", "Hit", "Hit", "Hit"], run.Caching);
        Assert.Contains(run.Remarks, remark => remark.Contains("up to a: t does not give", StringComparison.Ordinal));
    }

    [Fact]
    public void Features_that_are_no_row_for_each_sample_are_no_features()
    {
        TorchModel Tokens() => SmallNetwork.Of(("a", new UserModule((module, x) => module.Part("inner", x.reshape(-1, 3)), ("inner", nn.Linear(3, 64)))),
            ("b", new UserModule((module, x) => module.Part("inner", x.reshape(-1, 128)), ("inner", nn.Linear(128, 3)))));
        AssertAsByHand(Tokens, BackboneRun.Samples(22, 6));
    }

    [Fact]
    public void A_parameter_between_the_layers_trains_though_it_begins_with_ones()
    {
        TorchModel Gated() => SmallNetwork.Model(new UserModule((module, x) => module.Part("b", module.Part("a", x) * module.Own!), ("a", nn.Linear(6, 64)), ("b", nn.Linear(64, 3))).With("gain", ones(64)));
        var run = AssertAsByHand(Gated, BackboneRun.Samples(22, 6));
        Assert.Empty(run.Warnings);
        Assert.Contains(run.Remarks, remark => remark.Contains("runs as a whole", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("before")]
    [InlineData("after")]
    [InlineData("layer")]
    public void Hooks_see_every_pass(string place)
    {
        var seen = 0;
        TorchModel Hooked()
        {
            var (first, all) = (nn.Linear(6, 64), (nn.Module<Tensor, Tensor>?)null);
            all = nn.Sequential(("a", first), ("b", nn.Linear(64, 3)));
            if (place == "before")
                all.register_forward_pre_hook((_, x) => Count(x));
            else
                (place == "after" ? all : first).register_forward_hook((_, _, x) => Count(x));
            return SmallNetwork.Model(all);
        }

        Tensor Count(Tensor x)
        {
            seen++;
            return x * 3;
        }

        var run = AssertAsByHand(Hooked, BackboneRun.Samples(22, 6));
        Assert.Equal(24, seen);
        Assert.Contains(run.Remarks, remark => remark.Contains("has a hook", StringComparison.Ordinal));
    }

    [Fact]
    public void A_layer_that_fails_in_its_own_way_outside_its_place_only_keeps_the_model_whole()
    {
        TorchModel Odd() => SmallNetwork.Model(new UserModule((module, x) => module.Part("b", module.Part("a", x)),
            ("a", nn.Linear(6, 64)), ("odd", new UserModule((_, _) => throw new NotImplementedException("Not like this."))), ("b", nn.Linear(64, 3))));
        Assert.Contains(AssertAsByHand(Odd, BackboneRun.Samples(22, 6)).Remarks, remark => remark.Contains("runs as a whole", StringComparison.Ordinal));
    }

    [Fact]
    public void Samples_that_tell_nothing_prove_nothing()
    {
        // What stands between the layers is the same for zeros.
        TorchModel Squaring() => SmallNetwork.Model(new UserModule((module, x) => module.Part("b", module.Part("a", x).square()), ("a", nn.Linear(6, 64, hasBias: false)), ("b", nn.Linear(64, 3))));
        using var generator = new Generator(7);
        var mostly = TensorDataset.Of(cat([zeros(16, 6), randn([8, 6], generator: generator)]), arange(24, ScalarType.Int64) % 3);
        AssertAsByHand(Squaring, mostly);
        AssertAsByHand(Squaring, TensorDataset.Of(zeros(24, 6), arange(24, ScalarType.Int64) % 3));
    }

    [Fact]
    public void Why_a_model_runs_as_a_whole_is_found_out_and_said_once()
    {
        var calls = new List<int>();
        foreach (var epochs in (int[])[1, 4])
        {
            UserModule? module = null;
            TorchModel Squaring()
            {
                manual_seed(1);
                module = new UserModule((own, x) => own.Part("b", own.Part("a", x).square()), ("a", nn.Linear(6, 64)), ("b", nn.Linear(64, 3)));
                var model = SmallNetwork.Model(module);
                model.Freeze("a");
                return model;
            }

            var run = BackboneRun.Of(Squaring, BackboneRun.Samples(24, 6), null, Four with { Epochs = epochs });
            Assert.Single(run.Remarks, remark => remark.Contains("runs as a whole", StringComparison.Ordinal));
            calls.Add(module!.Calls - 3 * epochs);
        }

        Assert.Equal(calls[0], calls[1]);
    }

    private static BackboneRun AssertAsByHand(Func<TorchModel> build, TorchDataset data)
    {
        TorchModel Frozen()
        {
            manual_seed(1);
            var model = build();
            model.Freeze("a");
            return model;
        }

        var expected = PlainLoop.Losses(Frozen, data, Four);
        var run = BackboneRun.Of(Frozen, data, null, Four);
        foreach (var (actual, wanted) in run.Records.SelectMany(record => record.StepLosses).Zip(expected))
            Assert.InRange(actual, wanted - 2e-5 * Math.Abs(wanted), wanted + 2e-5 * Math.Abs(wanted));
        Assert.Equal(expected.Count, run.Records.Sum(record => record.StepLosses.Length));
        return run;
    }

    private static UserModule Behaving(string behaviour) => new((module, x) => behaviour switch
    {
        "functional dropout" => nn.functional.dropout(module.Part("inner", x), 0.5, module.training),
        "doubles in training" => module.Part("inner", x) * (module.training ? 2 : 1),
        "looks at the batch" => module.Part("inner", x) - module.Part("inner", x).mean([0L], true),
        "divides by the batch" => module.Part("inner", x) / x.shape[0],
        _ => module.Part("inner", x),
    }, ("inner", nn.Linear(6, 64)));
}
