using Freeze.Data;
using Xunit;

namespace Freeze.Tests.Data;

/// <summary>What -First and -Take choose.</summary>
public sealed class EvenSamplesTests
{
    private static readonly int[] Labels = [.. Enumerable.Repeat(0, 50), .. Enumerable.Repeat(1, 3), .. Enumerable.Repeat(2, 50)];

    [Theory]
    [InlineData(6, 2, 2, 2)]
    [InlineData(8, 3, 3, 2)]
    [InlineData(15, 6, 3, 6)]
    [InlineData(2, 1, 1, 0)]
    [InlineData(103, 50, 3, 50)]
    [InlineData(999, 50, 3, 50)]
    public void Each_class_gives_as_many_and_others_make_up_for_small_ones(int count, int a, int b, int c)
    {
        var taken = EvenSamples.Take(Labels, count);
        Assert.Equal([a, b, c], [.. Enumerable.Range(0, 3).Select(label => taken.Count(sample => Labels[sample] == label))]);
        Assert.Equal(taken.Order().Distinct(), taken);
        Assert.Equal(taken, EvenSamples.Take(Labels, count));
        Assert.Empty(taken.Except(EvenSamples.Take(Labels, count + 3)));
    }

    [Fact]
    public void They_come_from_all_over_a_class() =>
        Assert.Contains(EvenSamples.Take(Labels, 15), sample => sample is > 25 and < 50);

    [Fact]
    public void A_folder_gives_every_class_and_a_table_its_first_rows()
    {
        using var folder = new DataFolder();
        foreach (var image in (string[])["images/a/1.png", "images/a/2.png", "images/a/3.png", "images/b/1.png", "images/b/2.png"])
            folder.Image(image);
        var table = folder.Write("x.csv", "1,x\n2,x\n3,x\n4,y\n");
        var images = Path.Combine(folder.Root, "images");
        Assert.Equal([0, 0, 1], Open(images, null).Labels!);
        Assert.Empty(Open(images, null).Remarks);
        Assert.Equal([0, 0, 0], Open(images, SampleTake.First).Labels!);
        Assert.Contains("all of class a, of 2 classes", Open(images, SampleTake.First).Remarks[0]);
        Assert.Equal([0, 0, 0], Open(table, null).Labels!);
        Assert.Contains("all of class x, of 2 classes", Open(table, null).Remarks[0]);
        Assert.Equal([0, 0, 1], Open(table, SampleTake.Even).Labels!);
        Assert.Contains("fewer than the 3 classes", Open(folder.Write("y.csv", "1,x\n2,y\n3,z\n"), SampleTake.Even, first: 2).Remarks[0]);
        Assert.Equal(ErrorCode.DatasetInvalid, Assert.Throws<FreezeException>(() => Open(folder.Write("z.csv", "1,2\n3,4\n"), SampleTake.Even, label: null)).Code);
    }

    private static TorchDataset Open(string path, SampleTake? take, int first = 3, string? label = "-1") =>
        DatasetReader.Open(path, new DatasetOptions { First = first, Take = take, Label = path.EndsWith(".csv", StringComparison.Ordinal) ? label : null });
}
