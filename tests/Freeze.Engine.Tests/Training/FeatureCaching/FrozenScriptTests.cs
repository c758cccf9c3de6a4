using Freeze.Models;
using Freeze.Optimization;
using Freeze.Reporting;
using Freeze.Tests.Freezing;
using Freeze.Tests.Models;
using Freeze.Training;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Freeze.Tests.Training.FeatureCaching;

/// <summary>Frozen layers that write to themselves, that a script writes to, or whose settings change during a run.</summary>
[Collection(nameof(ProcessRandomState))]
public sealed class FrozenScriptTests
{
    private static readonly FineTuneOptions Two = new() { Epochs = 2, BatchSize = 8, Seed = 3 };

    [Fact]
    public void A_buffer_that_a_frozen_layer_keeps_itself_is_proved_and_reported()
    {
        using var model = Script("following");
        model.Freeze("a");
        var error = Assert.Throws<FreezeException>(() => Run(model, BackboneRun.Samples(16, 6), Two).ToList());
        Assert.Equal((ErrorCode.FrozenChanged, "a.mean"), (error.Code, error.Subject));
        Assert.Contains("-SkipFrozenProof", error.Cure, StringComparison.Ordinal);
        var row = new ParameterReport(model, null, DriftReference.Freeze(model)).Layers().Single(row => row.Name == "a");
        Assert.False(row.Intact);
        Assert.True(row.Drift > 0.1);
    }

    [Fact]
    public void A_buffer_of_a_layer_that_trains_may_move()
    {
        using var model = Script("following");
        model.Freeze("head");
        Assert.All(Run(model, BackboneRun.Samples(16, 6), Two).Where(step => step.Record is not null), step => Assert.True(step.Record!.FrozenIntact));
    }

    [Fact]
    public void What_stands_between_the_layers_of_a_TorchScript_module_is_run()
    {
        var data = BackboneRun.Samples(24, 2, 8, 8);
        BackboneRun Train(bool runsApart) => BackboneRun.Of(() =>
        {
            var model = Script("clamped");
            model.Freeze("conv");
            return model;
        }, data, data, Two with { RunsApart = runsApart, FeatureCache = FeatureCacheMode.Memory });
        Train(true).AssertSameNumbers(Train(false));
    }

    [Fact]
    public void Frozen_weights_that_are_written_to_between_two_epochs_are_told_of()
    {
        using var model = SmallNetwork.Convolutional();
        model.Freeze("stem");
        var warnings = new List<string>();
        foreach (var step in Run(model, BackboneRun.Samples(8, 2, 6, 6), Two))
        {
            warnings.AddRange(step.Warnings);
            if (step.Record is not { Epoch: 1 })
                continue;
            using var off = no_grad();
            model.Parameters.Single(parameter => parameter.Name == "stem.conv.weight").Value.mul_(1.5);
        }

        Assert.Single(warnings, warning => warning.Contains("between two epochs of the run: stem.conv.weight (moved by 0.5 ", StringComparison.Ordinal));
    }

    [Fact]
    public void Features_are_computed_anew_when_a_setting_of_a_frozen_layer_changes()
    {
        var activation = nn.LeakyReLU(0.1);
        using var model = SmallNetwork.Of(("a", nn.Linear(6, 16)), ("act", activation), ("head", nn.Linear(16, 3)));
        model.Freeze("a");
        var caching = new List<string>();
        foreach (var step in Run(model, BackboneRun.Samples(16, 6), Two with { Epochs = 4, FeatureCache = FeatureCacheMode.Memory }).Where(step => step.Record is not null))
        {
            caching.Add(step.Record!.FeatureCache);
            if (step.Epoch == 2)
                activation.negative_slope = 0.5;
        }

        Assert.Equal(["Filling", "Hit", "Filling", "Hit"], caching);
    }

    [Fact]
    public void The_scale_and_shift_of_a_fresh_normalization_are_ones_and_zeros()
    {
        foreach (var layer in (string[])["GroupNorm(2, 8)", "LayerNorm(8)", "BatchNorm1d(8)", "BatchNorm2d(8)", "InstanceNorm2d(8, affine=True)"])
        {
            using var model = ModelImporter.FromLayers("n", [layer], new ImportOptions { Seed = 1 });
            Assert.All(model.Parameters.Single(own => own.Name == "0.weight").Value.data<float>().ToArray(), value => Assert.Equal(1, value));
            Assert.All(model.Parameters.Single(own => own.Name == "0.bias").Value.data<float>().ToArray(), value => Assert.Equal(0, value));
        }
    }

    private static TorchModel Script(string name) => ModelImporter.FromFile(Path.Combine(LibtorchForTests.RepositoryRoot, "tests", "fixtures", "splitting", $"{name}.pt"), new ImportOptions());

    private static IEnumerable<TrainingProgress> Run(TorchModel model, TorchDataset data, FineTuneOptions options) =>
        new FineTuneRun(ModelOptimizer.Create(model, new GroupPlanRequest { Parameters = [], Settings = new OptimizerSettings { LearningRate = 0.01 } }), data, null, options).Steps();
}
