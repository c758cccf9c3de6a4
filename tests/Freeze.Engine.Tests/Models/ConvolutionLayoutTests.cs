using Freeze.Models;
using Freeze.Networks;
using Freeze.Optimization;
using Freeze.Tensors;
using Freeze.Tests.Training;
using Freeze.Training;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Freeze.Tests.Models;

[Collection(nameof(ProcessRandomState))]
public sealed class ConvolutionLayoutTests
{
    [Theory]
    [InlineData("resnet18")]
    [InlineData("mobilenet_v2")]
    [InlineData("densenet121")]
    [InlineData("shufflenet_v2_x1_0")]
    [InlineData("squeezenet1_1")]
    public void An_architecture_computes_the_same_in_either_layout(string architecture)
    {
        using var model = ModelImporter.FromArchitecture(architecture, new ImportOptions { Build = new ArchitectureOptions { ClassCount = 5 }, Seed = 1 });
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var inputs = linspace(-1, 1, 2 * 3 * 64 * 64).reshape(2, 3, 64, 64);
        var arranged = ConvolutionLayout.Arrange(model, inputs);
        Assert.True(MemoryFormat.IsChannelsLast(arranged));
        var plain = ((nn.Module<Tensor, Tensor>)model.Module).call(inputs);
        var laid = ForwardPass.Run(model, inputs);
        Assert.True((plain - laid).abs().max().item<float>() <= 1e-5f * plain.abs().max().item<float>() + 1e-6f);
    }

    [Fact]
    public void Training_leaves_weights_and_gradients_in_their_own_order()
    {
        using var model = ModelImporter.FromArchitecture("resnet18", new ImportOptions { Build = new ArchitectureOptions { ClassCount = 5, Width = 16, Stem = StemKind.Small }, Seed = 1 });
        using var optimizer = ModelOptimizer.Create(model, new GroupPlanRequest { Parameters = [], Settings = new OptimizerSettings { Momentum = 0.9 } });
        var data = TensorDataset.Of(linspace(-1, 1, 8 * 3 * 16 * 16).reshape(8, 3, 16, 16), arange(8).remainder(5));
        foreach (var _ in new FineTuneRun(optimizer, data, null, new FineTuneOptions { BatchSize = 4, Seed = 1 }).Steps())
            Assert.All(model.StateTensors, tensor => Assert.True(tensor.Value.is_contiguous(), tensor.Name));
        Assert.All(optimizer.Slots.SelectMany(slot => slot.ExistingState!.Tensors), state => Assert.True(state.Value.is_contiguous(), state.Key));
    }

    // In channels last, oneDNN's gradient of this kernel writes past its buffer.
    [Theory]
    [InlineData("Conv2d(8, 16, 1, stride=2)", false)]
    [InlineData("Conv2d(16, 32, 1, stride=2)", true)]
    [InlineData("Conv2d(8, 16, 3, stride=2)", true)]
    [InlineData("Conv2d(8, 16, 1)", true)]
    public void Strided_1x1_kernels_over_few_channels_keep_their_layout(string layer, bool arranged)
    {
        using var scope = NewDisposeScope();
        using var model = ModelImporter.FromLayers("one", [layer], new ImportOptions());
        Assert.Equal(arranged, MemoryFormat.IsChannelsLast(ConvolutionLayout.Arrange(model, ones(2, layer.StartsWith("Conv2d(16", StringComparison.Ordinal) ? 16 : 8, 6, 6))));
    }

    [Fact]
    public void Other_inputs_and_other_modules_stay_as_they_are()
    {
        using var scope = NewDisposeScope();
        using var own = ModelImporter.FromModule(nn.Sequential(nn.Conv2d(3, 4, 3)), new ImportOptions());
        using var rows = ModelImporter.FromLayers("rows", ["Linear(4, 2)"], new ImportOptions());
        using var images = ModelImporter.FromLayers("images", ["Conv2d(3, 4, 3)"], new ImportOptions());
        var batch = ones(2, 3, 8, 8);
        Assert.Same(batch, ConvolutionLayout.Arrange(own, batch));
        Assert.Same(batch, ConvolutionLayout.Arrange(rows, batch));
        var doubles = batch.to(ScalarType.Float64);
        Assert.Same(doubles, ConvolutionLayout.Arrange(images, doubles));
        Assert.True(MemoryFormat.IsChannelsLast(ConvolutionLayout.Arrange(images, batch)));
    }

    // In the other layout these very sizes end the process: a strided 1x1 convolution of few channels, batches of odd size.
    [Fact]
    public void Convolutions_that_would_write_beyond_their_memory_keep_their_layout()
    {
        using var model = ModelImporter.FromArchitecture("resnet18", new ImportOptions { Build = new ArchitectureOptions { ClassCount = 3, Width = 8, Stem = StemKind.Small }, Seed = 1 });
        using var batch = ones(5, 3, 32, 32);
        Assert.Same(batch, ConvolutionLayout.Arrange(model, batch));
        using var optimizer = ModelOptimizer.Create(model, new GroupPlanRequest { Parameters = [], Settings = new OptimizerSettings() });
        var data = TensorDataset.Of(linspace(-1, 1, 35 * 3 * 32 * 32).reshape(35, 3, 32, 32), arange(35).remainder(3));
        Assert.All(new FineTuneRun(optimizer, data, null, new FineTuneOptions { BatchSize = 5, Seed = 1, Epochs = 3 }).Steps(), step => Assert.True(double.IsFinite(step.Loss)));
    }
}
