using Freeze.Data;
using Xunit;

namespace Freeze.Tests.Data;

public sealed class IdentityTests
{
    [Fact]
    public void Content_selection_labels_and_transform_all_count()
    {
        TorchDataset[] different =
        [
            Data([1, 2, 3, 4], [0, 1]), Data([1, 2, 3, 5], [0, 1]), Data([1, 2, 3, 4], [1, 1]), Data([1, 2, 3, 4], [0, 1], new DatasetOptions { First = 1 }),
            Data([1, 2, 3, 4], [0, 1], new DatasetOptions { Input = new InputTransform { Mean = [0.5] } }), Data([1, 2, 3, 4], [0, 1], new DatasetOptions { Input = new InputTransform { Padding = 1 } }),
            Data([1, 2, 3, 4], [0, 1], new DatasetOptions { Input = new InputTransform { ImageSize = [1, 2], Mean = [0.1] } }),
        ];
        Assert.Equal(different.Length, different.Select(data => data.Identity).Distinct().Count());
        Assert.Equal(Data([1, 2, 3, 4], [0, 1]).Identity, different[0].Identity);
    }

    [Fact]
    public void A_changed_image_changes_it()
    {
        using var folder = new DataFolder();
        var image = folder.Image("a/1.png");
        var options = new DatasetOptions { Input = new InputTransform { ImageSize = [8] } };
        var before = DatasetReader.Open(folder.Root, options).Identity;
        Assert.Equal(before, DatasetReader.Open(folder.Root, options).Identity);
        File.SetLastWriteTimeUtc(image, DateTime.UtcNow.AddMinutes(1));
        Assert.NotEqual(before, DatasetReader.Open(folder.Root, options).Identity);
    }

    private static TorchDataset Data(byte[] bytes, int[] labels, DatasetOptions? options = null) =>
        DatasetReader.Make("memory", new RawSamples(bytes, null, new TensorShape([1, 1, 2]), labels, null), options ?? new DatasetOptions());
}
