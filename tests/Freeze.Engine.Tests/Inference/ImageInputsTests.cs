using Freeze.Data;
using Freeze.Inference;
using Freeze.Models;
using Freeze.Models.Matching;
using Freeze.Networks;
using Freeze.Tests.Data;
using Xunit;

namespace Freeze.Tests.Inference;

public sealed class ImageInputsTests
{
    private static readonly TensorShape Unpadded = new([3, 21, 21]);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_model_trained_on_pictures_of_one_size_takes_pictures_of_any_size_and_color(int channels)
    {
        using var folder = new DataFolder();
        var picture = folder.Image("a/1.png");
        var data = DatasetReader.Open(folder.Root, new DatasetOptions { Input = new InputTransform { Padding = 2, Channels = channels, Mean = [0.5] } });
        using var model = Model(data, channels);
        var inputs = new ImageInputs(model);
        Assert.Null(inputs.Assumption);
        Assert.Equal(DataFolder.Values(data), Read(inputs, picture, data.SampleShape));
        foreach (var other in (string[])["narrow.png", "grey.png", "colour.jpg", "palette.bmp"])
        {
            var (height, width) = ((int)data.SampleShape[1] - 4, (int)data.SampleShape[2] - 4);
            var path = folder.Image($"other/a/{other}", other);
            // As -ImageSize makes it.
            var input = data.Input with { ImageSize = height == width ? [height] : [height, width] };
            var resized = DatasetReader.Open(Path.Combine(folder.Root, "other"), new DatasetOptions { Input = input });
            Assert.Equal(DataFolder.Values(resized), Read(inputs, path, data.SampleShape));
            File.Delete(path);
        }
    }

    [Fact]
    public void What_nobody_said_is_assumed_and_told()
    {
        using var model = ModelImporter.FromArchitecture("resnet18",
            new ImportOptions { Build = new ArchitectureOptions { Width = 8, Stem = StemKind.Small }, Seed = 1 });
        Assert.Contains("ImageNet", new ImageInputs(model).Assumption);
        model.Input = new InputTransform { Channels = 3 };
        Assert.Null(new ImageInputs(model).Assumption);
    }

    [Fact]
    public void A_picture_of_the_same_size_is_not_resized()
    {
        var preparation = new ImagePreparation(new InputTransform { Padding = 2 }, new TensorShape([3, 12, 14]), null);
        Assert.Empty(preparation.For(8, 10).ImageSize);
        Assert.Equal([8, 10], preparation.For(10, 8).ImageSize);
        Assert.Equal([Unpadded[1]], new ImagePreparation(new InputTransform(), Unpadded, null).For(5, 5).ImageSize.Select(size => (long)size));
        Assert.Equal([4], new ImagePreparation(new InputTransform { ImageSize = [4] }, Unpadded, null).For(21, 21).ImageSize);
    }

    private static TorchModel Model(TorchDataset data, int channels)
    {
        var model = ModelImporter.FromLayers("m",
            [$"Conv2d({channels}, 2, 3)", "AdaptiveAvgPool2d(1)", "Flatten", "Linear(2, 2)"], new ImportOptions { Seed = 1 });
        (model.Input, model.SampleShape) = (data.Input, data.SampleShape);
        return model;
    }

    private static float[] Read(ImageInputs inputs, string path, TensorShape shape)
    {
        var values = new float[shape.Aggregate(1L, (product, size) => product * size)];
        inputs.Read(path, values);
        return values;
    }
}
