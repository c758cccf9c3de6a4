using Freeze.Data;
using TorchSharp;
using Xunit;

namespace Freeze.Tests.Data.Images;

public sealed class ImageFolderTests
{
    private static readonly DatasetOptions Small = new() { Input = new InputTransform { ImageSize = [8] } };

    [Fact]
    public void Classes_are_folders_in_the_order_of_their_names()
    {
        using var folder = new DataFolder();
        folder.Image("b/1.png");
        folder.Image("a/deep/2.JPG", "colour.jpg");
        folder.Image("a/1.png");
        folder.Image("Z/1.webp", "lossy.webp");
        folder.Write("a/notes.txt", "no image");
        folder.Write(".hidden/1.png", [1]);
        var data = DatasetReader.Open(folder.Root, Small);
        Assert.Equal(["Z", "a", "b"], data.Classes!);
        Assert.Equal([0, 1, 1, 2], data.Labels!);
    }

    [Fact]
    public void Classes_are_chosen_and_renumbered_by_name()
    {
        using var folder = new DataFolder();
        foreach (var name in (string[])["cat", "dog", "emu"])
            folder.Image($"{name}/1.png");
        var data = DatasetReader.Open(folder.Root, Small with { Class = ["emu", "cat"] });
        Assert.Equal(["emu", "cat"], data.Classes!);
        Assert.Equal([1, 0], data.Labels!);
        Assert.Contains("cat, dog, emu", DataFolder.Fails(ErrorCode.DatasetInvalid, folder.Root, Small with { Class = ["fox"] }).Message);
    }

    [Fact]
    public void A_broken_image_names_its_path_when_it_is_read()
    {
        using var folder = new DataFolder();
        folder.Image("a/1.png");
        var broken = folder.Write("a/2.jpg", File.ReadAllBytes(Path.Combine(DataFolder.Fixtures, "images", "colour.jpg"))[..700]);
        var data = DatasetReader.Open(folder.Root, Small);
        Assert.Equal(2, data.Count);
        var error = Assert.Throws<FreezeException>(() => data.ReadBatch([0, 1]));
        Assert.Equal((ErrorCode.DatasetInvalid, broken), (error.Code, error.Subject));
        Assert.Contains("cut short", error.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(12)]
    [InlineData(64)]
    public void SkipInvalid_leaves_broken_images_out_and_says_which(int bytes)
    {
        using var folder = new DataFolder();
        folder.Image("a/1.png");
        var broken = folder.Write("a/2.png", File.ReadAllBytes(Path.Combine(DataFolder.Fixtures, "images", "colour.png"))[..bytes]);
        folder.Image("b/3.png");
        var data = DatasetReader.Open(folder.Root, Small with { SkipInvalid = true });
        Assert.Equal([broken], data.Skipped);
        Assert.Equal([0, 1], data.Labels!);
    }

    [Fact]
    public void A_header_that_claims_a_huge_image_is_refused_without_memory_for_it()
    {
        using var folder = new DataFolder();
        var png = File.ReadAllBytes(Path.Combine(DataFolder.Fixtures, "images", "grey.png"));
        // Width and height of the header chunk, and its checksum.
        (png[16], png[17], png[20], png[21]) = (0, 1, 0, 1);
        BitConverter.GetBytes(System.IO.Hashing.Crc32.HashToUInt32(png.AsSpan(12, 17))).Reverse().ToArray().CopyTo(png, 29);
        folder.Write("a/1.png", png);
        var data = DatasetReader.Open(folder.Root, Small);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<FreezeException>(() => data.ReadBatch([0]));
        Assert.Equal(ErrorCode.DatasetInvalid, error.Code);
        Assert.Contains("65,", error.Message);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    [Fact]
    public void Folders_without_images_are_refused()
    {
        using var folder = new DataFolder();
        Assert.Contains("no folders", DataFolder.Fails(ErrorCode.DatasetInvalid, folder.Root).Message);
        folder.Image("a/1.png");
        folder.Write("b/readme.txt", "");
        Assert.Contains("b has no image", DataFolder.Fails(ErrorCode.DatasetInvalid, folder.Root).Message);
        Assert.Equal(ErrorCode.DatasetNotFound, DataFolder.Fails(ErrorCode.DatasetNotFound, Path.Combine(folder.Root, "missing")).Code);
    }

    [Fact]
    public void Failing_reads_free_their_tensors()
    {
        using var folder = new DataFolder();
        folder.Write("a/1.png", [1, 2, 3]);
        var data = DatasetReader.Open(folder.Root, Small);
        // Of this thread: other tests run beside this one.
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Assert.Throws<FreezeException>(() => data.ReadBatch([0]));
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void A_folder_that_links_to_itself_ends()
    {
        using var folder = new DataFolder();
        folder.Image("a/1.png");
        try
        {
            Directory.CreateSymbolicLink(Path.Combine(folder.Root, "a", "loop"), folder.Root);
        }
        catch (UnauthorizedAccessException)
        {
            Assert.Skip("Links need a privilege here.");
        }

        // Below the folder itself, too, by way of a link that leads there.
        var link = Path.Combine(folder.Root, ".link");
        Directory.CreateSymbolicLink(link, folder.Root);
        Assert.Equal(1, DatasetReader.Open(folder.Root, Small).Count);
        Assert.Equal(1, DatasetReader.Open(link, Small).Count);
    }

    [Fact]
    public void Links_to_other_folders_are_followed_and_hidden_ones_left_out()
    {
        using var folder = new DataFolder();
        using var other = new DataFolder();
        folder.Image("a/1.PNG");
        folder.Image("a/.thumbnails/1.png");
        folder.Image("a/.2.png");
        other.Image("deep/3.Jpeg", "colour.jpg");
        try
        {
            Directory.CreateSymbolicLink(Path.Combine(folder.Root, "a", "more"), other.Root);
        }
        catch (UnauthorizedAccessException)
        {
            Assert.Skip("Links need a privilege here.");
        }

        Assert.Equal(2, DatasetReader.Open(folder.Root, Small).Count);
    }

    [Fact]
    public void A_file_is_no_folder() => Assert.Contains("it is a file", DataFolder.Fails(ErrorCode.DatasetInvalid, Path.Combine(DataFolder.Fixtures, "images", "colour.png"), new DatasetOptions { Format = DatasetFormat.ImageFolder }).Message);
}
