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
    public void A_changed_image_changes_it_and_its_time_does_not()
    {
        using var folder = new DataFolder();
        var image = folder.Image("a/1.png");
        var options = new DatasetOptions { Input = new InputTransform { ImageSize = [8] } };
        var before = DatasetReader.Open(folder.Root, options).Identity;
        File.SetLastWriteTimeUtc(image, DateTime.UtcNow.AddMinutes(1));
        Assert.Equal(before, DatasetReader.Open(folder.Root, options).Identity);
        var bytes = File.ReadAllBytes(image);
        bytes[^20] ^= 1;
        File.WriteAllBytes(image, bytes);
        Assert.NotEqual(before, DatasetReader.Open(folder.Root, options).Identity);
    }

    [Fact]
    public void A_copy_of_a_folder_is_the_same_data_and_a_file_that_is_not_used_is_none_of_it()
    {
        using var folder = new DataFolder();
        foreach (var image in (string[])["first/a/1.png", "first/b/2.png", "second/a/1.png", "second/b/2.png", "second/c/3.png"])
            folder.Image(image);
        TorchDataset Open(string name, params string[] classes) => DatasetReader.Open(Path.Combine(folder.Root, name), new DatasetOptions { Class = classes });
        Assert.Equal(Facts(Open("first")), Facts(Open("second", "a", "b")));
        Assert.Equal(Open("first").Identity, Open("second", "a", "b").Identity);
        Assert.NotEqual(Facts(Open("first")), Facts(Open("second", "b", "a")));
        folder.Image("second/b/2.png", "narrow.png");
        Assert.Equal(["lengths of the files", "contents of the files"],
            Facts(Open("first")).Zip(Facts(Open("second", "a", "b"))).Where(pair => pair.First != pair.Second).Select(pair => pair.First.Split('=')[0]));
    }

    [Fact]
    public void Of_much_data_pieces_of_files_speak_for_it()
    {
        using var folder = new DataFolder();
        string[] paths = [.. Enumerable.Range(0, 1500).Select(i => folder.Write($"{i:0000}", [.. Enumerable.Repeat((byte)i, i == 1499 ? 200_000 : 10)]))];
        long[] lengths = [.. paths.Select(path => new FileInfo(path).Length)];
        ulong Hash(long whole) => ContentHash.Of(paths, lengths, whole);
        var (all, some) = (Hash(1 << 20), Hash(1000));
        Change(paths[0], 3);
        Assert.NotEqual(all, Hash(1 << 20));
        Assert.NotEqual(some, some = Hash(1000));
        Change(paths[^1], 100_000);
        Assert.NotEqual(some, some = Hash(1000));
        // Between the pieces, and a file that is not among the 1,000.
        all = Hash(1 << 20);
        Change(paths[^1], 50_000);
        Change(paths[2], 5);
        Assert.Equal(some, Hash(1000));
        Assert.NotEqual(all, Hash(1 << 20));
    }

    private static string[] Facts(TorchDataset data) => [.. data.Facts.Select(fact => $"{fact.Name}={string.Join(';', fact.Values)}")];

    private static void Change(string path, int at)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[at] ^= 255;
        File.WriteAllBytes(path, bytes);
    }

    private static TorchDataset Data(byte[] bytes, int[] labels, DatasetOptions? options = null) =>
        DatasetReader.Make("memory", new MemorySamples(bytes, null, new TensorShape([1, 1, 2]), labels, null), options ?? new DatasetOptions());
}
