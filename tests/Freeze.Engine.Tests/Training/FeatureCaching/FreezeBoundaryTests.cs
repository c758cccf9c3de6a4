using Freeze.Freezing;
using Freeze.Models;
using Freeze.Networks;
using Freeze.Tests.Freezing;
using Freeze.Training.FeatureCaching;
using Xunit;
using static TorchSharp.torch;

namespace Freeze.Tests.Training.FeatureCaching;

/// <summary>How far models of several kinds are frozen from their beginning.</summary>
public sealed class FreezeBoundaryTests
{
    [Theory]
    [InlineData("resnet18", "fc", "before fc", "fc.weight trains")]
    [InlineData("resnet18", "layer3", "layer2", "layer3.0.conv1.weight trains")]
    [InlineData("resnet18", "layer1.1.conv2", "conv1", "layer1.1.conv2.weight trains")]
    [InlineData("mobilenet_v2", "classifier", "before classifier.1", "classifier.0 drops at random (-Dropout Off freezes that too)")]
    [InlineData("mobilenet_v2", "features.9", "features.8", "features.9.conv.0.0.weight trains")]
    [InlineData("squeezenet1_1", "classifier", "features.12", "classifier.0 drops at random (-Dropout Off freezes that too)")]
    [InlineData("efficientnet_b0", "classifier", "features.1", "features.2.0.stochastic_depth drops at random (-Dropout Off freezes that too)")]
    [InlineData("shufflenet_v2_x1_0", "fc", "before fc", "fc.weight trains")]
    public void The_frozen_beginning_of_an_architecture_ends_where_something_moves(string architecture, string trained, string last, string reason)
    {
        using var model = ModelImporter.FromArchitecture(architecture, new ImportOptions { Build = new ArchitectureOptions { ClassCount = 3 }, Seed = 1 });
        TrainOnly(model, trained);
        var pass = StagedPass.Of(model)!;
        var cut = FreezeBoundary.Of(model, pass);
        Assert.Equal(reason, cut.Reason);
        Assert.Equal(last, pass.Stages[cut.Stage - 1].Name);
    }

    [Theory]
    [InlineData("vgg11_bn", "classifier.6", "classifier.0")]
    [InlineData("vit_b_32", "heads", "encoder.ln")]
    public void Large_networks_are_cut_as_well(string architecture, string trained, string last)
    {
        using var model = ModelImporter.FromArchitecture(architecture, new ImportOptions { Build = new ArchitectureOptions { ClassCount = 3 }, Seed = 1 });
        TrainOnly(model, trained);
        var pass = StagedPass.Of(model)!;
        Assert.Equal(last, pass.Stages[FreezeBoundary.Of(model, pass).Stage - 1].Name);
    }

    [Fact]
    public void Dropout_that_is_off_does_not_end_it()
    {
        using var model = SmallNetwork.Convolutional();
        TrainOnly(model, "head");
        Assert.Equal(("stem", "block.drop drops at random (-Dropout Off freezes that too)"), Last(model));
        model.Request(new FreezeRequest { Selection = FreezeSelection.Named, Patterns = ["block"], Dropout = DropoutPolicy.Off });
        Assert.Equal(("flat", "head.weight trains"), Last(model));
    }

    [Theory]
    [InlineData(BatchNormPolicy.Frozen, "flat", "head.weight trains")]
    [InlineData(BatchNormPolicy.FrozenAffine, "stem", "block.bn normalises by the batch")]
    [InlineData(BatchNormPolicy.FrozenStatistics, "stem", "block.bn.weight trains")]
    public void Statistics_that_move_end_it(BatchNormPolicy policy, string last, string reason)
    {
        using var model = SmallNetwork.Convolutional();
        model.Freeze("stem");
        model.Request(new FreezeRequest { Selection = FreezeSelection.Named, Patterns = ["block"], BatchNorm = policy, Dropout = DropoutPolicy.Off });
        Assert.Equal((last, reason), Last(model));
    }

    [Fact]
    public void What_has_no_weights_is_not_worth_a_cut()
    {
        using var model = SmallNetwork.Of(("flat", nn.Flatten()), ("act", nn.ReLU()), ("head", nn.Linear(4, 2)));
        Assert.Equal(0, FreezeBoundary.Of(model, StagedPass.Of(model)!).Stage);
    }

    [Fact]
    public void A_sequence_that_New_TorchModel_builds_is_cut_between_its_layers()
    {
        using var model = ModelImporter.FromLayers("mlp", ["Linear(4, 8)", "ReLU", "Dropout(0.0)", "Linear(8, 2)"], new ImportOptions { Seed = 1 });
        model.Request(new FreezeRequest { Selection = FreezeSelection.Named, Patterns = ["0"], AllowUninitialized = true });
        Assert.Equal(("2", "3.weight trains"), Last(model));
    }

    private static (string, string) Last(TorchModel model)
    {
        var pass = StagedPass.Of(model)!;
        var cut = FreezeBoundary.Of(model, pass);
        return (pass.Stages[cut.Stage - 1].Name, cut.Reason);
    }

    private static void TrainOnly(TorchModel model, string layer) =>
        model.Request(new FreezeRequest { Selection = FreezeSelection.TrainOnly, Patterns = [layer], AllowUninitialized = true });
}
