using Freeze.Data;
using Freeze.Data.Images;
using Freeze.Tests.WeightFiles;
using SkiaSharp;
using TorchSharp;
using Xunit;

namespace Freeze.Tests.Data.Images;

/// <summary>Pictures of many images, read back pixel by pixel.</summary>
public sealed class ImageGridTests
{
    [Fact]
    public void Images_lie_row_after_row_with_a_border_around_each()
    {
        using var picture = Draw(new ImageGridOptions { Columns = 2, Padding = 3, Minimum = 0, Maximum = 1 }, torch.full([3, 1, 4, 5], 1f));
        Assert.Equal((2 * 8 + 3, 2 * 7 + 3), (picture.Width, picture.Height));
        for (var y = 0; y < picture.Height; y++)
        {
            for (var x = 0; x < picture.Width; x++)
            {
                var inside = (x - 3) % 8 is >= 0 and < 5 && (y - 3) % 7 is >= 0 and < 4 && x >= 3 && y >= 3;
                var isFourth = x >= 11 && y >= 10;
                Assert.Equal(inside && !isFourth ? 255 : 0, picture.GetPixel(x, y).Red);
            }
        }
    }

    [Fact]
    public void Colours_go_where_they_belong_and_grey_goes_to_all()
    {
        var colours = torch.stack([torch.full([2, 2], 1f), torch.full([2, 2], 0.5f), torch.zeros(2, 2)]);
        using var picture = Draw(new ImageGridOptions { Padding = 0 }, colours, torch.full([1, 2, 2], 0.25f));
        Assert.Equal(new SKColor(255, 128, 0), picture.GetPixel(1, 1));
        Assert.Equal(new SKColor(64, 64, 64), picture.GetPixel(2, 0));
    }

    [Theory]
    [InlineData(0, 1, 0.2, 51)]
    [InlineData(-1, 1, 0, 128)]
    [InlineData(-0.3, 0.4, 0.4, 179)]
    [InlineData(-2, 6, 0, 64)]
    [InlineData(0.1, 0.9, 0.9, 230)]
    [InlineData(5, 5, 5, 0)]
    public void Values_are_stretched_by_what_they_are(float least, float greatest, float value, byte expected)
    {
        using var picture = Draw(new ImageGridOptions { Padding = 0 }, torch.tensor(new[] { least, greatest, value, float.NaN }).reshape(1, 1, 4));
        Assert.Equal(expected, picture.GetPixel(2, 0).Red);
        Assert.Equal(0, picture.GetPixel(3, 0).Red);
    }

    [Fact]
    public void A_range_that_is_given_is_kept_and_cut_off()
    {
        using var picture = Draw(new ImageGridOptions { Padding = 0, Minimum = 0, Maximum = 2 }, torch.tensor(new[] { -1f, 1, 2, 9 }).reshape(1, 1, 4));
        Assert.Equal([0, 128, 255, 255], Enumerable.Range(0, 4).Select(x => (int)picture.GetPixel(x, 0).Red));
    }

    [Theory]
    [InlineData(torch.ScalarType.Byte, 255, 255)]
    [InlineData(torch.ScalarType.BFloat16, 1, 255)]
    [InlineData(torch.ScalarType.Float64, 0.5, 128)]
    [InlineData(torch.ScalarType.Bool, 1, 255)]
    public void Every_data_type_is_drawn(torch.ScalarType type, double value, byte expected)
    {
        using var picture = Draw(new ImageGridOptions { Padding = 0 }, torch.full([1, 2, 2], value).to(type));
        Assert.Equal(expected, picture.GetPixel(0, 0).Red);
    }

    [Fact]
    public void The_normalisation_of_data_is_undone()
    {
        var files = Path.Combine(LibtorchForTests.RepositoryRoot, "examples", "data", "train-images-idx3-ubyte.gz");
        TorchDataset Read(InputTransform input) => DatasetReader.Open(files, new DatasetOptions { Input = input, First = 4 });
        var grid = new ImageGrid(new ImageGridOptions { Columns = 2 });
        grid.Add(Read(new InputTransform { Mean = [0.2860], StandardDeviation = [0.3530] }), 3);
        Assert.Equal(3, grid.Count);
        using var picture = Decode(grid);
        using var batch = Read(new InputTransform()).ReadBatch([0, 1, 2]);
        for (var i = 0; i < 28 * 28; i++)
            Assert.Equal((byte)Math.Round(batch.Inputs[2, 0, i / 28, i % 28].item<float>() * 255), picture.GetPixel(2 + i % 28, 32 + i / 28).Red);
    }

    [Fact]
    public void What_cannot_be_drawn_is_refused()
    {
        static ErrorCode Refused(ImageGridOptions options, params torch.Tensor[] images) => Assert.Throws<FreezeException>(() => Draw(options, images)).Code;
        Assert.Equal(ErrorCode.ShapeMismatch, Refused(new(), torch.zeros(2, 4, 4)));
        Assert.Equal(ErrorCode.ShapeMismatch, Refused(new(), torch.zeros(4, 4)));
        Assert.Equal(ErrorCode.ShapeMismatch, Refused(new(), torch.zeros(0, 3, 4, 4)));
        Assert.Equal(ErrorCode.ShapeMismatch, Refused(new(), torch.zeros(1, 4, 4), torch.zeros(1, 5, 4)));
        Assert.Equal(ErrorCode.ShapeMismatch, Refused(new(), torch.zeros(1, 4, 4, torch.ScalarType.ComplexFloat32)));
        Assert.Equal(ErrorCode.DatasetInvalid, Refused(new()));
        Assert.Equal(ErrorCode.OptionInvalid, Refused(new() { Columns = 0 }, torch.zeros(1, 4, 4)));
        Assert.Equal(ErrorCode.OptionInvalid, Refused(new() { Padding = -1 }, torch.zeros(1, 4, 4)));
        Assert.Equal(ErrorCode.OptionInvalid, Refused(new() { Columns = 1 }, torch.zeros(9000, 1, 4, 4)));
        Assert.Equal(ErrorCode.OptionInvalid, Refused(new() { Minimum = 1, Maximum = 1 }, torch.zeros(1, 4, 4)));
        Assert.Equal(ErrorCode.OptionInvalid, Refused(new() { Minimum = 0, Maximum = double.PositiveInfinity }, torch.zeros(1, 4, 4)));
    }

    private static SKBitmap Draw(ImageGridOptions options, params torch.Tensor[] images)
    {
        var grid = new ImageGrid(options);
        foreach (var image in images)
            grid.Add(image);
        return Decode(grid);
    }

    private static SKBitmap Decode(ImageGrid grid)
    {
        using var folder = new CheckpointFolder();
        var path = Path.Combine(folder.Path, "grid.png");
        grid.Write(path, overwrite: false);
        return SKBitmap.Decode(path);
    }
}
