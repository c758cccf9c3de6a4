using Freeze.Data;
using Freeze.Freezing;
using Freeze.Models;
using Freeze.Networks;
using Freeze.Optimization;
using Freeze.Tests.Freezing;
using Freeze.Tests.Models;
using Freeze.Training;
using Xunit;

namespace Freeze.Tests.Training.FeatureCaching;

/// <summary>Augmented samples come from the cache where there is a fixed number of views of each.</summary>
[Collection(nameof(ProcessRandomState))]
public sealed class CacheViewsTests
{
    private static readonly FineTuneOptions Six = new() { Epochs = 6, BatchSize = 8, Seed = 3 };

    [Fact]
    public void Views_are_taken_in_turn_with_and_without_the_cache()
    {
        var off = Run(FeatureCacheMode.Off, 2);
        var kept = Run(FeatureCacheMode.Memory, 2);
        kept.AssertSameNumbers(off);
        Run(FeatureCacheMode.Disk, 2).AssertSameNumbers(off);
        Assert.Equal(["Filling", "Filling", "Hit", "Hit", "Hit", "Hit"], kept.Caching);
    }

    [Fact]
    public void Every_third_epoch_sees_the_same_samples()
    {
        // With the rate at zero, the same samples give the same loss.
        using var model = Model();
        var optimizer = ModelOptimizer.Create(model, new GroupPlanRequest { Parameters = [], Settings = new OptimizerSettings { LearningRate = 0 }, Rules = [] });
        var losses = new FineTuneRun(optimizer, Augmented(), null, Six with { CacheViews = 3, Shuffle = false }).Steps().Select(step => step.Record).Where(record => record is not null).Select(record => record!.TrainLoss).ToList();
        Assert.Equal(losses[..3], losses[3..]);
        Assert.Equal(3, losses.Distinct().Count());
    }

    [Fact]
    public void Without_views_augmented_samples_are_not_kept_and_it_is_said_why()
    {
        var run = Run(FeatureCacheMode.Auto, 0);
        Assert.All(run.Caching, state => Assert.Equal("Off", state));
        Assert.Contains(run.Remarks, remark => remark.Contains("-CacheViews", StringComparison.Ordinal));
        Assert.Equal(6, run.Records.Select(record => record.TrainLoss).Distinct().Count());
    }

    [Fact]
    public void Validation_samples_are_kept_even_then()
    {
        var run = BackboneRun.Of(Model, Augmented(), BackboneRun.Samples(10, 3, 32, 32), Six with { FeatureCache = FeatureCacheMode.Memory });
        Assert.Contains(run.Remarks, remark => remark.StartsWith("Features of the validation data are kept in memory", StringComparison.Ordinal));
        run.AssertSameNumbers(BackboneRun.Of(Model, Augmented(), BackboneRun.Samples(10, 3, 32, 32), Six with { FeatureCache = FeatureCacheMode.Off }));
    }

    [Fact]
    public void Negative_options_are_refused()
    {
        Assert.Equal(ErrorCode.OptionInvalid, Assert.Throws<FreezeException>(() => Run(FeatureCacheMode.Auto, -1)).Code);
        Assert.Equal(ErrorCode.OptionInvalid, Assert.Throws<FreezeException>(() => BackboneRun.Of(Model, Augmented(), null, Six with { FeatureCacheLimit = -1 })).Code);
    }

    private static BackboneRun Run(FeatureCacheMode mode, int views) => BackboneRun.Of(Model, Augmented(), null, Six with { FeatureCache = mode, CacheViews = views });

    private static TorchModel Model()
    {
        var model = ModelImporter.FromArchitecture("resnet18", new ImportOptions { Build = new ArchitectureOptions { Width = 8, Stem = StemKind.Small, ClassCount = 3 }, Seed = 1 });
        model.Request(new FreezeRequest { Selection = FreezeSelection.Through, Patterns = ["layer4"], AllowUninitialized = true });
        return model;
    }

    private static TorchDataset Augmented()
    {
        var random = new Random(5);
        var shape = new TensorShape([3, 32, 32]);
        var bytes = new byte[20 * 3 * 32 * 32];
        random.NextBytes(bytes);
        var raw = new MemorySamples(bytes, null, shape, [.. Enumerable.Range(0, 20).Select(sample => sample % 3)], null);
        return new TorchDataset("noise", raw, SampleSelection.Make("noise", raw, new DatasetOptions()), new SampleTransform("noise", shape, new InputTransform(), ["HorizontalFlip", "RandomCrop(padding=4)"]));
    }
}
