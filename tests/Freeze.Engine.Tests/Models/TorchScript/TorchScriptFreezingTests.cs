using Freeze.Freezing;
using Freeze.Models;
using Freeze.Networks;
using Freeze.Optimization;
using Freeze.Tests.Freezing;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Freeze.Tests.Models.TorchScript;

/// <summary>A scripted TorchScript module is frozen like any other: by name, statistics included.</summary>
public sealed class TorchScriptFreezingTests
{
    private static readonly string Scripted = Path.Combine(LibtorchForTests.RepositoryRoot, "tests", "fixtures", "checkpoints", "good", "ts_nrn_scripted.pt");

    [Fact]
    public void Frozen_layers_keep_parameters_and_statistics_through_training()
    {
        using var model = Load();
        model.Freeze("conv1", "bn1", "layer1", "layer2");
        var before = model.Bytes();
        Train(model, 3);
        var after = model.Bytes();
        foreach (var (name, bytes) in before)
        {
            var frozen = name.StartsWith("conv1", StringComparison.Ordinal) || name.StartsWith("bn1", StringComparison.Ordinal) || name.StartsWith("layer1", StringComparison.Ordinal) || name.StartsWith("layer2", StringComparison.Ordinal);
            Assert.True(frozen == bytes.AsSpan().SequenceEqual(after[name]), name);
        }
    }

    [Theory]
    [InlineData(BatchNormPolicy.Frozen, false, false)]
    [InlineData(BatchNormPolicy.FrozenStatistics, true, false)]
    [InlineData(BatchNormPolicy.FrozenAffine, false, true)]
    [InlineData(BatchNormPolicy.Train, true, true)]
    public void Every_policy_holds_inside(BatchNormPolicy policy, bool affineMoves, bool statisticsMove)
    {
        using var model = Load();
        model.Request(new FreezeRequest { Selection = FreezeSelection.Named, Patterns = ["layer1"], BatchNorm = policy });
        var before = model.Bytes();
        Train(model, 2);
        var after = model.Bytes();
        Assert.Equal(affineMoves, !before["layer1.0.bn1.weight"].AsSpan().SequenceEqual(after["layer1.0.bn1.weight"]));
        Assert.Equal(statisticsMove, !before["layer1.0.bn1.running_mean"].AsSpan().SequenceEqual(after["layer1.0.bn1.running_mean"]));
        Assert.True(before["layer1.0.conv1.weight"].AsSpan().SequenceEqual(after["layer1.0.conv1.weight"]));
    }

    [Fact]
    public void Layers_have_the_class_names_that_the_file_gives()
    {
        using var model = ModelImporter.FromFile(Scripted, new ImportOptions());
        Assert.Equal("Conv2d", Type(model, "conv1"));
        Assert.Equal("BatchNorm2d", Type(model, "layer1.0.bn1"));
        Assert.Equal("Linear", Type(model, "fc"));
        Assert.DoesNotContain(model.Nodes, node => node.Type == "ScriptModule");
        using var copy = ModelCopier.Copy(model);
        Assert.Equal("BatchNorm2d", Type(copy, "layer1.0.bn1"));
    }

    [Fact]
    public void Dropout_can_be_off_inside()
    {
        using var model = ModelImporter.FromFile(Path.Combine(Path.GetDirectoryName(Scripted)!, "ts_mlp_scripted.pt"), new ImportOptions());
        var dropout = model.Nodes.Single(node => node.IsDropout);
        ModuleModes.Train(model);
        Assert.True(dropout.Module.training);
        model.Request(new FreezeRequest { Selection = FreezeSelection.Named, Patterns = [dropout.Name], Dropout = DropoutPolicy.Off });
        ModuleModes.Train(model);
        Assert.False(dropout.Module.training);
    }

    [Fact]
    public void Looking_again_finds_nothing_new()
    {
        using var model = Load();
        model.Freeze("layer1");
        var parameters = model.Parameters;
        model.RequireSettled();
        Assert.Same(parameters, model.Parameters);
    }

    private static string Type(TorchModel model, string layer) => model.Nodes.Single(node => node.Name == layer).Type;

    private static TorchModel Load() => SmallNetwork.Model(jit.load<Tensor, Tensor>(Scripted));

    private static void Train(TorchModel model, int steps)
    {
        var optimizer = ModelOptimizer.Create(model, new GroupPlanRequest { Parameters = [], Settings = new OptimizerSettings { LearningRate = 0.1, Momentum = 0.9, WeightDecay = 0.1 } });
        for (var step = 0; step < steps; step++)
        {
            using var scope = NewDisposeScope();
            optimizer.ZeroGrad();
            ModuleModes.Train(model);
            nn.functional.cross_entropy(ForwardPass.Run(model, randn([4, 3, 64, 64])), zeros(4, int64)).backward();
            optimizer.Step();
        }
    }
}
