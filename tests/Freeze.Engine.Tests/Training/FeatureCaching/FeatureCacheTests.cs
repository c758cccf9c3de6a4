using Freeze.Freezing;
using Freeze.Models;
using Freeze.Networks;
using Freeze.Optimization;
using Freeze.Tests.Freezing;
using Freeze.Tests.Models;
using Freeze.Training;
using Xunit;
using static TorchSharp.torch;

namespace Freeze.Tests.Training.FeatureCaching;

/// <summary>Whether the output of frozen layers is kept changes no number of a run.</summary>
[Collection(nameof(ProcessRandomState))]
public sealed class FeatureCacheTests
{
    private static readonly FineTuneOptions Four = new() { Epochs = 4, BatchSize = 8, Seed = 3 };

    [Theory]
    [InlineData("layer4")]
    [InlineData("layer2")]
    [InlineData("layer1")]
    public void A_residual_network_trains_alike_with_and_without(string frozen)
    {
        var (data, validation) = (BackboneRun.Samples(37, 3, 32, 32), BackboneRun.Samples(19, 3, 32, 32));
        BackboneRun Run(FeatureCacheMode mode) => BackboneRun.Of(() => Residual(frozen), data, validation, Four with { FeatureCache = mode });
        var off = Run(FeatureCacheMode.Off);
        var memory = Run(FeatureCacheMode.Memory);
        memory.AssertSameNumbers(off);
        Run(FeatureCacheMode.Disk).AssertSameNumbers(off);
        Assert.Equal(["Off", "Off", "Off", "Off"], off.Caching);
        Assert.Equal(["Filling", "Hit", "Hit", "Hit"], memory.Caching);
    }

    // Their last layers convolve single pixels, which is a matrix product, whose last bits depend on the size of the batch.
    [Theory]
    [InlineData("regnet_y_400mf", "fc")]
    [InlineData("mobilenet_v3_small", "classifier.3")]
    [InlineData("efficientnet_b0", "classifier")]
    public void Networks_that_squeeze_and_excite_train_alike(string architecture, string trained)
    {
        var data = BackboneRun.Samples(11, 3, 64, 64);
        BackboneRun Run(FeatureCacheMode mode) => BackboneRun.Of(() => Network(architecture, trained), data, data, Four with { Epochs = 2, BatchSize = 4, FeatureCache = mode });
        var kept = Run(FeatureCacheMode.Memory);
        kept.AssertSameNumbers(Run(FeatureCacheMode.Off));
        Assert.Equal(["Filling", "Hit"], kept.Caching);
    }

    [Fact]
    public void A_standard_stem_that_leaves_one_pixel_trains_alike()
    {
        var data = BackboneRun.Samples(24, 3, 32, 32);
        BackboneRun Run(FeatureCacheMode mode) => BackboneRun.Of(() => Residual("layer3", StemKind.Standard), data, data, Four with { FeatureCache = mode });
        Run(FeatureCacheMode.Memory).AssertSameNumbers(Run(FeatureCacheMode.Off));
    }

    [Fact]
    public void Dropout_in_the_trained_part_draws_the_same_numbers()
    {
        var data = BackboneRun.Samples(40, 2, 6, 6);
        BackboneRun Run(FeatureCacheMode mode) => BackboneRun.Of(() => Convolutional("stem"), data, null, Four with { FeatureCache = mode });
        var kept = Run(FeatureCacheMode.Memory);
        kept.AssertSameNumbers(Run(FeatureCacheMode.Off));
        Assert.Equal(["Filling", "Hit", "Hit", "Hit"], kept.Caching);
        Assert.NotEqual(kept.Records[0].StepLosses, BackboneRun.Of(() => Convolutional("stem"), data, null, Four with { Seed = 4 }).Records[0].StepLosses);
    }

    [Fact]
    public void A_schedule_that_unfreezes_moves_the_cut_and_fills_anew()
    {
        var data = BackboneRun.Samples(24, 3, 32, 32);
        var options = Four with { Epochs = 6, Unfreeze = UnfreezeStages.Parse(new Dictionary<int, string> { [3] = "layer4", [5] = "layer3" }) };
        BackboneRun Run(FeatureCacheMode mode) => BackboneRun.Of(() => Residual("layer2"), data, data, options with { FeatureCache = mode });
        var kept = Run(FeatureCacheMode.Memory);
        kept.AssertSameNumbers(Run(FeatureCacheMode.Off));
        Assert.Equal(["Filling", "Hit", "Filling", "Hit", "Filling", "Hit"], kept.Caching);
        Assert.Equal(3, kept.Remarks.Count(remark => remark.Contains("runs apart", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_batch_of_one_and_a_last_batch_of_one_train_alike()
    {
        var data = BackboneRun.Samples(9, 3, 32, 32);
        foreach (var size in (int[])[1, 4])
        {
            BackboneRun Run(FeatureCacheMode mode) => BackboneRun.Of(() => Residual("layer4"), data, data, Four with { BatchSize = size, FeatureCache = mode });
            Run(FeatureCacheMode.Memory).AssertSameNumbers(Run(FeatureCacheMode.Off));
        }
    }

    [Fact]
    public void Matrix_products_train_alike_whatever_the_last_batch_has()
    {
        var data = BackboneRun.Samples(45, 20);
        BackboneRun Run(FeatureCacheMode mode) => BackboneRun.Of(() => Layers("Linear(20, 300)", "GELU", "Linear(300, 70)", "LayerNorm(70)", "Linear(70, 3)"), data, data, Four with { FeatureCache = mode, BatchSize = 16 });
        var kept = Run(FeatureCacheMode.Memory);
        kept.AssertSameNumbers(Run(FeatureCacheMode.Off));
        Assert.Equal("Hit", kept.Records[^1].FeatureCache);
    }

    [Fact]
    public void Samples_that_DropLast_left_out_are_computed_when_they_come()
    {
        var data = BackboneRun.Samples(27, 3, 32, 32);
        BackboneRun Run(FeatureCacheMode mode) => BackboneRun.Of(() => Residual("layer4"), data, null, Four with { DropLast = true, FeatureCache = mode });
        Run(FeatureCacheMode.Memory).AssertSameNumbers(Run(FeatureCacheMode.Off));
    }

    [Fact]
    public void Past_the_limit_Auto_goes_to_disk_and_Memory_says_that_it_does_not_fit()
    {
        var data = BackboneRun.Samples(24, 3, 32, 32);
        BackboneRun Run(FeatureCacheMode mode, long? limit) => BackboneRun.Of(() => Residual("layer2"), data, null, Four with { FeatureCache = mode, FeatureCacheLimit = limit });
        var off = Run(FeatureCacheMode.Off, null);
        var disk = Run(FeatureCacheMode.Auto, 1000);
        disk.AssertSameNumbers(off);
        Assert.Equal("Hit", disk.Records[^1].FeatureCache);
        Assert.Contains(disk.Remarks, remark => remark.Contains("kept on disk", StringComparison.Ordinal));
        Assert.Contains(Run(FeatureCacheMode.Auto, null).Remarks, remark => remark.Contains("kept in memory", StringComparison.Ordinal));
        var refused = Run(FeatureCacheMode.Memory, 1000);
        refused.AssertSameNumbers(off);
        Assert.Equal(["Off", "Off", "Off", "Off"], refused.Caching);
        Assert.Contains(refused.Warnings, warning => warning.Contains("-FeatureCacheLimit", StringComparison.Ordinal));
    }

    [Fact]
    public void Auto_keeps_nothing_that_nobody_would_read_again()
    {
        var data = BackboneRun.Samples(24, 3, 32, 32);
        var once = BackboneRun.Of(() => Residual("layer4"), data, null, Four with { Epochs = 1 });
        Assert.Equal(["Off"], once.Caching);
        Assert.Contains(once.Remarks, remark => remark.Contains("read again", StringComparison.Ordinal));
        var whole = BackboneRun.Of(() => Residual(null), data, null, Four with { Epochs = 2 });
        Assert.Equal(["Off", "Off"], whole.Caching);
        Assert.Contains(whole.Remarks, remark => remark.Contains("conv1.weight trains", StringComparison.Ordinal));
    }

    [Fact]
    public void A_line_search_that_runs_the_rest_again_and_again_starts_from_the_same_features()
    {
        // Adding in place changes what the next try would get.
        List<double> Losses(bool inPlace, FeatureCacheMode mode)
        {
            manual_seed(1);
            var tail = new UserModule((module, x) => module.Part("fc", inPlace ? x.add_(1) : x + 1), ("fc", nn.Linear(64, 3)));
            using var model = SmallNetwork.Of(("a", nn.Linear(6, 64)), ("b", tail));
            model.Freeze("a");
            var optimizer = ModelOptimizer.Create(model, new GroupPlanRequest
            {
                Parameters = [],
                Algorithm = OptimizerAlgorithm.LBFGS,
                Settings = new OptimizerSettings { LearningRate = 0.1 },
                Rules = [],
            });
            return [.. new FineTuneRun(optimizer, BackboneRun.Samples(24, 6), null, Four with { BatchSize = 24, FeatureCache = mode }).Steps().Select(step => step.Loss)];
        }

        var expected = Losses(false, FeatureCacheMode.Off);
        Assert.Equal(expected, Losses(true, FeatureCacheMode.Off));
        Assert.Equal(expected, Losses(true, FeatureCacheMode.Memory));
    }

    [Fact]
    public void A_plan_that_lasts_longer_than_the_one_before_is_reason_to_keep_features_after_all()
    {
        // Dropout ends the frozen beginning at the same place in both phases.
        var data = BackboneRun.Samples(24, 2, 6, 6);
        TorchModel Dropping()
        {
            manual_seed(1);
            var model = SmallNetwork.Convolutional();
            model.Freeze("stem");
            return model;
        }

        BackboneRun Run(FeatureCacheMode mode) => BackboneRun.Of(Dropping, data, data, Four with { Epochs = 5, FreezeEpochs = 1, FeatureCache = mode });
        var kept = Run(FeatureCacheMode.Auto);
        kept.AssertSameNumbers(Run(FeatureCacheMode.Off));
        Assert.Equal(["Off", "Filling", "Hit", "Hit", "Hit"], kept.Caching);
    }

    [Fact]
    public void Weights_that_a_script_changes_between_two_epochs_are_noticed()
    {
        var data = BackboneRun.Samples(16, 3, 32, 32);
        using var model = Residual("layer4");
        var optimizer = ModelOptimizer.Create(model, new GroupPlanRequest { Parameters = [], Settings = new OptimizerSettings { LearningRate = 0.01 }, Rules = [] });
        var states = new List<string>();
        foreach (var step in new FineTuneRun(optimizer, data, null, Four with { FeatureCache = FeatureCacheMode.Memory, FrozenProof = false }).Steps().Where(step => step.Record is not null))
        {
            states.Add(step.Record!.FeatureCache);
            if (step.Epoch == 2)
            {
                using var off = no_grad();
                model.Parameters[0].Value.mul_(1.5);
            }
        }

        Assert.Equal(["Filling", "Hit", "Filling", "Hit"], states);
    }

    private static TorchModel Residual(string? frozenThrough, StemKind stem = StemKind.Small)
    {
        var model = ModelImporter.FromArchitecture("resnet18", new ImportOptions { Build = new ArchitectureOptions { Width = 8, Stem = stem, ClassCount = 3 }, Seed = 1 });
        if (frozenThrough is not null)
            model.Request(new FreezeRequest { Selection = FreezeSelection.Through, Patterns = [frozenThrough], AllowUninitialized = true });
        return model;
    }

    private static TorchModel Network(string architecture, string trained)
    {
        var model = ModelImporter.FromArchitecture(architecture, new ImportOptions { Build = new ArchitectureOptions { ClassCount = 3 }, Seed = 1 });
        model.Request(new FreezeRequest { Selection = FreezeSelection.TrainOnly, Patterns = [trained], AllowUninitialized = true, Dropout = DropoutPolicy.Off });
        return model;
    }

    private static TorchModel Convolutional(string frozen)
    {
        manual_seed(1);
        var model = SmallNetwork.Convolutional();
        model.Freeze(frozen);
        return model;
    }

    private static TorchModel Layers(params string[] layers)
    {
        var model = ModelImporter.FromLayers("layers", layers, new ImportOptions { Seed = 1 });
        model.Request(new FreezeRequest { Selection = FreezeSelection.TrainOnly, Patterns = [$"{layers.Length - 1}"], AllowUninitialized = true });
        return model;
    }
}
