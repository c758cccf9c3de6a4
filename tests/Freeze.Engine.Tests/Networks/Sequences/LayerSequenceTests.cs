using Freeze.Freezing;
using Freeze.Models;
using Freeze.Networks.Sequences;
using TorchSharp;
using Xunit;

namespace Freeze.Tests.Networks.Sequences;

public sealed class LayerSequenceTests
{
    // Arguments with which each kind of layer can be built, and an input that it takes.
    private static readonly Dictionary<string, (string Arguments, long[] Input)> Samples = new()
    {
        ["Linear"] = ("(6, 4, bias=False)", [2, 6]), ["Conv1d"] = ("(2, 4, 3, padding=1)", [2, 2, 8]), ["Conv2d"] = ("(2, 4, (3, 1), stride=2, padding=[1, 0], groups=2)", [2, 2, 8, 8]),
        ["Conv3d"] = ("(2, 4, 3)", [2, 2, 5, 5, 5]), ["ConvTranspose1d"] = ("(2, 4, 3)", [2, 2, 8]), ["ConvTranspose2d"] = ("(2, 4, 4, 2, 1)", [2, 2, 8, 8]),
        ["BatchNorm1d"] = ("(6)", [4, 6]), ["BatchNorm2d"] = ("(2, momentum=0.2)", [4, 2, 3, 3]), ["BatchNorm3d"] = ("(2)", [4, 2, 3, 3, 3]),
        ["InstanceNorm1d"] = ("(2)", [4, 2, 8]), ["InstanceNorm2d"] = ("(2, affine=True)", [4, 2, 3, 3]), ["InstanceNorm3d"] = ("(2)", [4, 2, 3, 3, 3]),
        ["LayerNorm"] = ("([2, 3])", [4, 2, 3]), ["GroupNorm"] = ("(2, 4)", [2, 4, 3, 3]), ["PReLU"] = ("", [2, 3]), ["Softmax"] = ("(-1)", [2, 3]), ["LogSoftmax"] = ("(dim=1)", [2, 3]),
        ["MaxPool1d"] = ("(2)", [2, 2, 8]), ["MaxPool2d"] = ("(3, stride=2, padding=1)", [2, 2, 8, 8]), ["AvgPool1d"] = ("(2)", [2, 2, 8]), ["AvgPool2d"] = ("((2, 1))", [2, 2, 8, 8]),
        ["AdaptiveAvgPool1d"] = ("(1)", [2, 2, 8]), ["AdaptiveAvgPool2d"] = ("((2, 1))", [2, 2, 8, 8]), ["AdaptiveMaxPool2d"] = ("(1)", [2, 2, 8, 8]), ["Unflatten"] = ("(1, [2, 3])", [2, 6]),
        ["Upsample"] = ("(2, mode='bilinear')", [2, 2, 4, 4]), ["PixelShuffle"] = ("(2)", [2, 4, 4, 4]), ["ZeroPad2d"] = ("(1)", [2, 2, 4, 4]), ["ReflectionPad2d"] = ("([1, 1, 0, 0])", [2, 2, 4, 4]),
        ["Embedding"] = ("(10, 4)", [2, 3]), ["Dropout1d"] = ("(0.2)", [2, 2, 4]), ["Dropout2d"] = ("(p=0.2)", [2, 2, 4, 4]),
    };

    [Fact]
    public void Every_layer_of_the_catalogue_can_be_built_and_run()
    {
        foreach (var layer in LayerCatalog.All)
        {
            var (arguments, shape) = Samples.GetValueOrDefault(layer.Name, ("", [2, 6]));
            using var model = ModelImporter.FromLayers("one", [layer.Name + arguments], new ImportOptions());
            using var input = layer.Name == "Embedding" ? torch.zeros(shape, torch.int64) : torch.rand(shape);
            using var output = ((torch.nn.Module<torch.Tensor, torch.Tensor>)model.Module).call(input);
            Assert.Equal(shape[0], output.shape[0]);
        }
    }

    [Fact]
    public void Parameters_have_the_names_of_a_sequence_or_those_given()
    {
        using var model = ModelImporter.FromLayers("net", ["Linear(784, 128)", "ReLU", "head: Linear(128, 10)"], new ImportOptions { Seed = 1 });
        Assert.Equal(["0.weight", "0.bias", "head.weight", "head.bias"], model.Parameters.Select(parameter => parameter.Name));
        Assert.Equal(("head", 10), (model.Head, model.ClassCount));
        Assert.Equal([128, 784], model.Parameters[0].Value.shape);
    }

    [Theory]
    [InlineData("Lineer(3, 4)", "Linear")]
    [InlineData("Linear(3)", "out_features is missing")]
    [InlineData("Linear(3, 4, True, 5)", "at most 3")]
    [InlineData("Linear(3, 4, biass=False)", "bias")]
    [InlineData("Linear(3, 4, out_features=4)", "given twice")]
    [InlineData("Linear('a', 4)", "whole number")]
    [InlineData("Conv2d(1, 2, (3, 3, 3))", "2 in brackets")]
    [InlineData("Linear(3, 4", "bracket")]
    [InlineData("Linear(3,, 4)", "missing between")]
    [InlineData("Linear(3, four)", "'four'")]
    [InlineData("a.b: ReLU", "no dots")]
    [InlineData("", "no layer")]
    public void A_wrong_specification_says_what_is_right(string specification, string expected)
    {
        var error = Assert.Throws<FreezeException>(() => ModelImporter.FromLayers("net", [specification], new ImportOptions()));
        Assert.Equal(ErrorCode.LayerSpecificationInvalid, error.Code);
        Assert.Contains(expected, error.Message + error.Cure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_copy_has_the_same_bits_and_a_life_of_its_own()
    {
        using var model = ModelImporter.FromLayers("net", ["Conv2d(1, 4, 3)", "BatchNorm2d(4)", "Flatten", "Linear(4, 2)"], new ImportOptions { Seed = 3 });
        model.Apply(model.Plan(new FreezeRequest { Selection = FreezeSelection.Named, Patterns = ["0", "1"], AllowUninitialized = true }));
        using var copy = ModelCopier.Copy(model);
        Assert.Equal(model.FrozenCount, copy.FrozenCount);
        Assert.Equal(model.Freezing.Rules, copy.Freezing.Rules);
        foreach (var (original, copied) in model.StateTensors.Zip(copy.StateTensors))
            Assert.True(original.Value.eq(copied.Value).all().item<bool>(), original.Name);
        using (torch.no_grad())
            copy.Parameters[0].Value.add_(1);
        Assert.False(model.Parameters[0].Value.eq(copy.Parameters[0].Value).all().item<bool>());
    }

    [Fact]
    public void A_file_brings_a_sequence_back()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.safetensors");
        try
        {
            using var model = ModelImporter.FromLayers("net", ["a: Linear(3, 4)", "Tanh", "b: Linear(4, 2)"], new ImportOptions { Seed = 3 });
            ModelExporter.Write(model, path, ExportFormat.Safetensors, overwrite: false);
            using var back = ModelImporter.FromFile(path, new ImportOptions());
            Assert.Equal("net", back.Name);
            Assert.All(model.StateTensors.Zip(back.StateTensors), pair => Assert.True(pair.First.Value.eq(pair.Second.Value).all().item<bool>()));
            Assert.Equal(Provenance.Checkpoint, back.Parameters[0].Provenance);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
