using Freeze.Freezing;
using Freeze.Libtorch;
using Freeze.Models;
using Freeze.Networks;
using Freeze.Optimization;
using Freeze.Tests.Models;
using Freeze.Training;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Freeze.Tests.Training;

[Collection(nameof(ProcessRandomState))]
public sealed class PrecisionTests
{
    [Fact]
    public void Outputs_and_gradients_of_bfloat16_are_float32()
    {
        Assert.SkipUnless(Autocast.IsAvailable(DeviceType.CPU), "This libtorch has other names");
        using var model = Build();
        using var scope = NewDisposeScope();
        ModuleModes.Train(model);
        var outputs = ForwardPass.Run(model, linspace(-1, 1, 4 * 3 * 16 * 16).reshape(4, 3, 16, 16), Precision.BFloat16);
        Assert.Equal(ScalarType.Float32, outputs.dtype);
        outputs.sum().backward();
        Assert.All(model.Parameters, parameter => Assert.Equal(ScalarType.Float32, parameter.Value.grad!.dtype));
        Assert.False(TorchLibrary.Loaded!.Exports.Autocast!.IsEnabled(0));
    }

    [Fact]
    public void A_forward_pass_that_throws_ends_it()
    {
        Assert.SkipUnless(Autocast.IsAvailable(DeviceType.CPU), "This libtorch has other names");
        using var model = Build();
        using var wrong = ones(2, 5, 16, 16);
        Assert.ThrowsAny<Exception>(void () => ForwardPass.Run(model, wrong, Precision.BFloat16));
        Assert.False(TorchLibrary.Loaded!.Exports.Autocast!.IsEnabled(0));
    }

    // One frozen beginning for all passes, in half precision too: what is kept of it changes no bit.
    [Fact]
    public void Kept_features_of_bfloat16_are_those_that_are_computed_each_time()
    {
        Assert.SkipUnless(Autocast.IsAvailable(DeviceType.CPU), "This libtorch has other names");
        Assert.Equal(Losses(FeatureCacheMode.Off), Losses(FeatureCacheMode.Memory));
    }

    private static double[] Losses(FeatureCacheMode cache)
    {
        using var model = Build();
        model.Apply(model.Plan(new FreezeRequest { Selection = FreezeSelection.Through, Patterns = ["layer2"], AllowUninitialized = true }));
        using var optimizer = ModelOptimizer.Create(model, new GroupPlanRequest { Parameters = [], Settings = new OptimizerSettings { LearningRate = 0.01, Momentum = 0.9 } });
        var data = TensorDataset.Of(linspace(-1, 1, 12 * 3 * 16 * 16).reshape(12, 3, 16, 16), arange(12).remainder(5));
        var run = new FineTuneRun(optimizer, data, data, new FineTuneOptions { BatchSize = 4, Epochs = 2, Seed = 1, Precision = Precision.BFloat16, FeatureCache = cache });
        return [.. run.Steps().Select(step => step.Record).OfType<EpochRecord>().SelectMany(record => record.StepLosses.Append(record.ValidationLoss!.Value))];
    }

    private static TorchModel Build() =>
        ModelImporter.FromArchitecture("resnet18", new ImportOptions { Build = new ArchitectureOptions { ClassCount = 5, Width = 8, Stem = StemKind.Small }, Seed = 1 });
}
