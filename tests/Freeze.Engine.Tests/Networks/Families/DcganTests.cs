using Freeze.Models;
using Freeze.Networks;
using Freeze.Reporting;
using Freeze.Tests.Models;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Freeze.Tests.Networks.Families;

/// <summary>The pair of PyTorch's DCGAN tutorial.</summary>
[Collection(nameof(ProcessRandomState))]
public sealed class DcganTests
{
    // As state_dict() of the tutorial's own classes lists them, the layers with tensors alone.
    [Theory]
    [InlineData("dcgan_generator", 64, "main.0.weight 100x512x4x4;main.1;main.3.weight 512x256x4x4;main.4;main.6.weight 256x128x4x4;main.7;main.9.weight 128x64x4x4;main.10;main.12.weight 64x3x4x4")]
    [InlineData("dcgan_discriminator", 64, "main.0.weight 64x3x4x4;main.2.weight 128x64x4x4;main.3;main.5.weight 256x128x4x4;main.6;main.8.weight 512x256x4x4;main.9;main.11.weight 1x512x4x4")]
    [InlineData("dcgan_generator", 32, "main.0.weight 100x256x4x4;main.1;main.3.weight 256x128x4x4;main.4;main.6.weight 128x64x4x4;main.7;main.9.weight 64x3x4x4")]
    [InlineData("dcgan_discriminator", 32, "main.0.weight 64x3x4x4;main.2.weight 128x64x4x4;main.3;main.5.weight 256x128x4x4;main.6;main.8.weight 1x256x4x4")]
    [InlineData("dcgan_generator", 28, "main.0.weight 100x128x7x7;main.1;main.3.weight 128x64x4x4;main.4;main.6.weight 64x3x4x4")]
    [InlineData("dcgan_discriminator", 28, "main.0.weight 64x3x4x4;main.2.weight 128x64x4x4;main.3;main.5.weight 1x128x7x7")]
    public void It_is_laid_out_as_in_the_tutorial(string name, int size, string expected)
    {
        using var model = Import(name, new ArchitectureOptions { ImageSize = size });
        string[] normalization = ["weight", "bias", "running_mean", "running_var", "num_batches_tracked"];
        Assert.Equal(
            expected.Split(';').SelectMany(entry => entry.Contains(' ', StringComparison.Ordinal) ? [entry] : normalization.Select(tensor => $"{entry}.{tensor}")),
            model.StateTensors.Select(tensor => tensor.Name.EndsWith("weight", StringComparison.Ordinal) && tensor.Value.dim() == 4 ? $"{tensor.Name} {string.Join('x', tensor.Value.shape)}" : tensor.Name));
        Assert.Equal(((StagedNetwork)model.Module).Stages[^1].Name, model.Head);
        Assert.Null(model.ClassCount);
    }

    [Theory]
    [InlineData(28)]
    [InlineData(32)]
    [InlineData(64)]
    public void The_pair_fits_together(int size)
    {
        using var scope = NewDisposeScope();
        using var generator = Import("dcgan_generator", new ArchitectureOptions { ImageSize = size, Width = 4, InputChannels = 1, LatentSize = 7 });
        using var discriminator = Import("dcgan_discriminator", new ArchitectureOptions { ImageSize = size, Width = 4, InputChannels = 1 });
        var noise = randn(2, 7);
        var images = ((StagedNetwork)generator.Module).call(noise);
        Assert.Equal([2L, 1L, size, size], images.shape);
        Assert.InRange(images.abs().max().item<float>(), 0, 1);
        Assert.True(images.allclose(((StagedNetwork)generator.Module).call(noise.reshape(2, 7, 1, 1)), 0, 0));
        Assert.Equal([2L, 1L, 1L, 1L], ((StagedNetwork)discriminator.Module).call(images).shape);
        Assert.Equal([7L, 1L, 1L], generator.SampleShape!);
        Assert.Equal([1L, size, size], discriminator.SampleShape!);
    }

    [Theory]
    [InlineData("dcgan_generator", "main.6.weight")]
    [InlineData("dcgan_discriminator", "main.5.weight")]
    public void Weights_are_drawn_as_in_the_tutorial(string name, string convolution)
    {
        using var scope = NewDisposeScope();
        using var model = Import(name, new ArchitectureOptions());
        var weights = model.StateTensors.ToDictionary(tensor => tensor.Name, tensor => tensor.Value);
        Assert.Equal(0.02, weights[convolution].std().item<float>(), 3);
        foreach (var node in model.Nodes.Where(node => node.KeepsStatistics))
        {
            Assert.InRange(weights[$"{node.Name}.weight"].mean().item<float>(), 0.98f, 1.02f);
            Assert.InRange(weights[$"{node.Name}.weight"].std().item<float>(), 0.014f, 0.026f);
            Assert.Equal(0, weights[$"{node.Name}.bias"].abs().max().item<float>());
        }
    }

    // The transposed convolutions of one network do the work of the other's convolutions, backwards.
    [Fact]
    public void A_generator_costs_what_its_transposed_convolutions_do()
    {
        using var model = Import("dcgan_generator", new ArchitectureOptions());
        long expected = 100 * 512 * 16 + 512L * 256 * 16 * 16 + 256L * 128 * 16 * 64 + 128L * 64 * 16 * 256 + 64L * 3 * 16 * 1024;
        Assert.Equal(expected, new ParameterReport(model, null, null).Total().MultiplyAdds);
    }

    [Theory]
    [InlineData("dcgan_generator", 30, null, "28, 32, 64")]
    [InlineData("dcgan_generator", 32, 10, "-ClassCount")]
    [InlineData("resnet18", 32, null, "-ImageSize")]
    public void Options_that_it_lacks_are_refused(string name, int size, int? classes, string expected)
    {
        var error = Assert.Throws<FreezeException>(() => Import(name, new ArchitectureOptions { ImageSize = size, ClassCount = classes }));
        Assert.Equal(ErrorCode.OptionInvalid, error.Code);
        Assert.Contains(expected, error.Message + error.Cure, StringComparison.Ordinal);
    }

    private static TorchModel Import(string name, ArchitectureOptions options) => ModelImporter.FromArchitecture(name, new ImportOptions { Build = options, Seed = 4 });
}
