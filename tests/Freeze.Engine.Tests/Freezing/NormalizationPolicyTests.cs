using Freeze.Freezing;
using Freeze.Models;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Freeze.Tests.Freezing;

/// <summary>What each policy does to each kind of normalisation layer that keeps statistics, in real training passes.</summary>
public sealed class NormalizationPolicyTests
{
    private static readonly string[] Kinds = ["BatchNorm1d", "BatchNorm2d", "BatchNorm3d", "InstanceNorm1d", "InstanceNorm2d", "InstanceNorm3d"];

    public static TheoryData<string, BatchNormPolicy> Cases()
    {
        var data = new TheoryData<string, BatchNormPolicy>();
        foreach (var kind in Kinds)
        {
            foreach (var policy in Enum.GetValues<BatchNormPolicy>())
                data.Add(kind, policy);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_policy_holds_in_training(string kind, BatchNormPolicy policy)
    {
        using var scope = NewDisposeScope();
        using var model = SmallNetwork.Of(("norm", Layer(kind)), ("head", nn.Flatten(1)));
        Assert.True(model.Nodes.Single(node => node.Name == "norm").KeepsStatistics);
        model.Request(new FreezeRequest { Selection = FreezeSelection.Named, Patterns = ["norm"], BatchNorm = policy });
        var before = model.Bytes();
        for (var pass = 0; pass < 3; pass++)
            model.Backward(Input(kind));
        var after = model.Bytes();

        var affineTrains = policy is BatchNormPolicy.FrozenStatistics or BatchNormPolicy.Train;
        Assert.All(model.Parameters, parameter => Assert.Equal(affineTrains, parameter.Trainable && parameter.Value.grad is not null));
        var statisticsMove = policy is BatchNormPolicy.FrozenAffine or BatchNormPolicy.Train;
        Assert.Equal(statisticsMove, !before["norm.running_mean"].AsSpan().SequenceEqual(after["norm.running_mean"]));
        Assert.Equal(statisticsMove, !before["norm.running_var"].AsSpan().SequenceEqual(after["norm.running_var"]));
    }

    [Theory]
    [InlineData("BatchNorm1d")]
    [InlineData("BatchNorm2d")]
    [InlineData("BatchNorm3d")]
    [InlineData("InstanceNorm1d")]
    [InlineData("InstanceNorm2d")]
    [InlineData("InstanceNorm3d")]
    public void A_frozen_layer_gives_in_training_what_it_gives_in_evaluation(string kind)
    {
        using var scope = NewDisposeScope();
        using var model = SmallNetwork.Of(("norm", Layer(kind)), ("head", nn.Flatten(1)));
        var input = Input(kind);
        for (var pass = 0; pass < 3; pass++)
            model.Backward(input);
        Assert.NotEqual(Output(model, input, train: false), Output(model, input, train: true));
        model.Freeze("norm");
        Assert.Equal(Output(model, input, train: false), Output(model, input, train: true));
    }

    [Fact]
    public void A_frozen_prefix_gives_in_training_what_it_gives_in_evaluation()
    {
        using var scope = NewDisposeScope();
        using var model = SmallNetwork.Convolutional();
        model.Request(new FreezeRequest { Selection = FreezeSelection.TrainOnly, Patterns = ["head"], Dropout = DropoutPolicy.Off });
        var input = randn(5, 2, 6, 6);
        Assert.Equal(Output(model, input, train: false), Output(model, input, train: true));
    }

    [Fact]
    public void The_policy_outlives_every_call_of_train()
    {
        using var scope = NewDisposeScope();
        using var model = SmallNetwork.Convolutional();
        model.Freeze("stem");
        for (var round = 0; round < 3; round++)
        {
            ModuleModes.Train(model);
            Assert.False(Mode(model, "stem.bn"));
            Assert.True(Mode(model, "block.bn"));
            ModuleModes.Evaluate(model);
            Assert.False(Mode(model, "block.bn"));
        }

        model.Unfreeze("stem");
        ModuleModes.Train(model);
        Assert.True(Mode(model, "stem.bn"));
    }

    [Theory]
    [InlineData(DropoutPolicy.Keep, true)]
    [InlineData(DropoutPolicy.Off, false)]
    public void Dropout_in_a_frozen_layer_does_what_was_asked(DropoutPolicy policy, bool drops)
    {
        using var scope = NewDisposeScope();
        using var model = SmallNetwork.Of(("drop", nn.Dropout(0.5)), ("drop2", nn.Dropout2d(0.5)), ("head", nn.Linear(8, 2)));
        model.Request(new FreezeRequest { Selection = FreezeSelection.Named, Patterns = ["drop*"], Dropout = policy });
        ModuleModes.Train(model);
        Assert.Equal(drops, Mode(model, "drop"));
        Assert.Equal(drops, Mode(model, "drop2"));
        Assert.True(Mode(model, "head"));
        model.Unfreeze("drop*");
        ModuleModes.Train(model);
        Assert.True(Mode(model, "drop"));
    }

    [Fact]
    public void Without_scale_and_shift_a_layer_is_frozen_by_the_layer_it_lies_in()
    {
        using var scope = NewDisposeScope();
        using var model = SmallNetwork.Of(("block", nn.Sequential(("conv", nn.Conv2d(2, 3, 3)), ("bn", nn.BatchNorm2d(3, affine: false)))), ("head", nn.Flatten(1)));
        var byRows = model.Plan(new FreezeRequest { Selection = FreezeSelection.Named, Patterns = ["block.conv.weight", "block.conv.bias"] });
        Assert.Contains(byRows.Warnings, warning => warning.StartsWith("block.bn:", StringComparison.Ordinal));
        model.Freeze("block");
        Assert.True(model.Freezing.KeepsStoredStatistics("block.bn"));
    }

    private static nn.Module<Tensor, Tensor> Layer(string kind) => kind switch
    {
        "BatchNorm1d" => nn.BatchNorm1d(3),
        "BatchNorm2d" => nn.BatchNorm2d(3),
        "BatchNorm3d" => nn.BatchNorm3d(3),
        "InstanceNorm1d" => nn.InstanceNorm1d(3, affine: true, track_running_stats: true),
        "InstanceNorm2d" => nn.InstanceNorm2d(3, affine: true, track_running_stats: true),
        _ => nn.InstanceNorm3d(3, affine: true, track_running_stats: true),
    };

    private static Tensor Input(string kind) => kind[^2] switch
    {
        '1' => randn(4, 3, 5) * 2 + 1,
        '2' => randn(4, 3, 5, 4) * 2 + 1,
        _ => randn([4, 3, 5, 4, 3]) * 2 + 1,
    };

    private static bool Mode(TorchModel model, string layer) => model.Nodes.Single(node => node.Name == layer).Module.training;

    private static float[] Output(TorchModel model, Tensor input, bool train)
    {
        // A copy of the statistics is not needed: what is compared uses stored ones, or is to differ.
        if (train)
            ModuleModes.Train(model);
        else
            ModuleModes.Evaluate(model);
        var layers = model.Nodes.Where(node => node.Depth == 1 && node.Name != "head").Select(node => (nn.Module<Tensor, Tensor>)node.Module);
        return layers.Aggregate(input, (value, layer) => layer.call(value)).detach().contiguous().data<float>().ToArray();
    }
}
