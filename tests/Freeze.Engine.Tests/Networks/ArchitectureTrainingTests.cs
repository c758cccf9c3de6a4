using Freeze.Freezing;
using Freeze.Models;
using Freeze.Networks;
using Freeze.Networks.Layers;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Freeze.Tests.Networks;

/// <summary>What every architecture must do beside giving torchvision's numbers.</summary>
public sealed class ArchitectureTrainingTests
{
    public static TheoryData<string> Names => [.. ArchitectureRegistry.All.Where(architecture => !architecture.Supports.HasFlag(ArchitectureFeatures.Unclassified)).Select(architecture => architecture.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void It_trains_with_its_own_head_and_grey_images(string name)
    {
        using var model = Import(name, seed: 3);
        ModuleModes.Train(model);
        var network = (StagedNetwork)model.Module;
        using var images = randn(2, 1, SizeFor(name), SizeFor(name));
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (var scope = NewDisposeScope())
        {
            var scores = network.call(images);
            Assert.Equal([2L, 3L], scores.shape);
            nn.functional.cross_entropy(scores, tensor(new long[] { 0, 2 })).backward();
            foreach (var parameter in model.Parameters)
                Assert.True(parameter.Value.grad is { } gradient && gradient.isfinite().all().item<bool>(), $"{parameter.Name} has no gradient.");
        }

        using (no_grad())
            network.call(images).Dispose();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        Assert.Equal(3, model.ClassCount);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Freezing_all_stages_but_the_last_leaves_the_head(string name)
    {
        using var model = Import(name, seed: 3);
        var stages = ((StagedNetwork)model.Module).Stages.Count;
        var frozen = new HashSet<string>();
        for (var count = 1; count < stages; count++)
        {
            var plan = model.Plan(new FreezeRequest { Selection = FreezeSelection.First, StageCount = count, AllowUninitialized = true });
            var now = plan.Freeze.Select(parameter => parameter.Name).ToHashSet();
            Assert.True(now.IsProperSupersetOf(frozen), $"Stage {count} adds nothing.");
            frozen = now;
        }

        var left = model.Parameters.Select(parameter => parameter.Name).Except(frozen).ToList();
        Assert.Equal([$"{model.Head}.weight", $"{model.Head}.bias"], left);
        // Naming the last frozen layer comes to the same as counting stages.
        var through = model.Plan(new FreezeRequest { Selection = FreezeSelection.Through, Patterns = [((StagedNetwork)model.Module).Stages[^2].Layers[^1]], AllowUninitialized = true });
        Assert.Equal(frozen.Order(), through.Freeze.Select(parameter => parameter.Name).Order());
    }

    [Theory]
    [InlineData("squeezenet1_1", "features", "classifier")]
    [InlineData("mobilenet_v2", "features.18", "classifier")]
    [InlineData("regnet_y_400mf", "trunk_output", "fc")]
    [InlineData("resnet18", "bn1", "layer1 layer2 layer3 layer4 fc")]
    [InlineData("vit_b_32", "encoder", "heads")]
    [InlineData("vit_b_32", "encoder.layers", "encoder.ln heads")]
    [InlineData("vit_b_32", "encoder.pos_embedding", "encoder.layers encoder.ln heads")]
    public void Freezing_through_a_layer_ends_where_that_layer_ends(string name, string layer, string left)
    {
        using var model = Import(name, seed: 3);
        var plan = model.Plan(new FreezeRequest { Selection = FreezeSelection.Through, Patterns = [layer], AllowUninitialized = true });
        var trained = model.Parameters.Select(parameter => parameter.Name).Except(plan.Freeze.Select(parameter => parameter.Name)).ToList();
        Assert.Equal(model.Parameters.Select(parameter => parameter.Name).Where(parameter => left.Split(' ').Any(kept => parameter.StartsWith(kept + ".", StringComparison.Ordinal))), trained);
    }

    [Theory]
    [InlineData("densenet121")]
    [InlineData("efficientnet_b0")]
    [InlineData("regnet_y_400mf")]
    [InlineData("convnext_tiny")]
    [InlineData("vit_b_32")]
    public void It_runs_in_other_data_types(string name)
    {
        using var model = ModelImporter.FromArchitecture(name, new ImportOptions { Build = Options, DataType = "bfloat16" });
        ModuleModes.Train(model);
        using var scope = NewDisposeScope();
        var scores = ((StagedNetwork)model.Module).call(randn([2, 1, SizeFor(name), SizeFor(name)], ScalarType.BFloat16));
        Assert.Equal(ScalarType.BFloat16, scores.dtype);
        Assert.All(model.Parameters, parameter => Assert.Equal(ScalarType.BFloat16, parameter.Value.dtype));
    }

    [Fact]
    public void Stochastic_depth_leaves_out_whole_samples_and_keeps_the_mean()
    {
        using var scope = NewDisposeScope();
        using var depth = new StochasticDepth(0.25);
        var input = ones(4000, 3);
        var output = depth.call(input);
        var first = output.select(1, 0);
        Assert.True(output.allclose(first.unsqueeze(1).expand(-1, 3)));
        Assert.InRange(first.eq(0).to(ScalarType.Float32).mean().item<float>(), 0.21f, 0.29f);
        Assert.Equal(4f / 3, first.max().item<float>(), 5);
        depth.eval();
        Assert.True(depth.call(input).allclose(input, 0, 0));
    }

    [Fact]
    public void A_transformer_refuses_images_of_another_size()
    {
        using var model = Import("vit_b_32", seed: 1);
        using var images = zeros(1, 1, 192, 192);
        Assert.Equal(ErrorCode.ShapeMismatch, Assert.Throws<FreezeException>(() => ((StagedNetwork)model.Module).call(images)).Code);
    }

    private static ArchitectureOptions Options => new() { ClassCount = 3, InputChannels = 1 };

    private static TorchModel Import(string name, long seed) => ModelImporter.FromArchitecture(name, new ImportOptions { Build = Options, Seed = seed });

    private static int SizeFor(string name) => name.StartsWith("vit", StringComparison.Ordinal) ? 224 : 64;
}
