using CsCheck;
using Freeze.Data;
using Freeze.Data.Augmentations;
using Freeze.Data.Images;
using Freeze.Tensors;
using Xunit;

namespace Freeze.Tests.Data.Augmentations;

public sealed class AugmentationTests
{
    private const int Side = 16;
    private static readonly string[] All = ["HorizontalFlip", "VerticalFlip", "RandomCrop", "RandomResizedCrop", "ColorJitter", "Rotation(30, interpolation=bilinear)", "RandomErasing"];

    [Fact]
    public void What_happens_depends_on_seed_epoch_and_sample_alone()
    {
        var data = Random(All);
        var first = Read(data, [0, 1, 2, 3, 4, 5], new AugmentationSeed(1, 1));
        Assert.Equal(first, Read(data, [0, 1, 2, 3, 4, 5], new AugmentationSeed(1, 1)));
        Assert.Equal(Sample(first, 4), Read(data, [4], new AugmentationSeed(1, 1)));
        Assert.Equal(Sample(first, 4), Read(data.Take([3, 4]), [1], new AugmentationSeed(1, 1)));
        Assert.NotEqual(Sample(first, 4), Read(data, [4], new AugmentationSeed(1, 2)));
        Assert.NotEqual(Sample(first, 4), Read(data, [4], new AugmentationSeed(2, 1)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Threads_change_nothing(int threads)
    {
        var data = Random(All, 37);
        var order = ShuffleOrder.Of(3, 1, data.Count);
        float[] Pass(int count) => [.. new DataLoader(data, order, 4, false, new AugmentationSeed(9, 2)) { Threads = count }.SelectMany(batch =>
        {
            using (batch)
                return batch.Inputs.data<float>().ToArray();
        })];
        Assert.Equal(Pass(0), Pass(threads));
    }

    [Theory]
    [InlineData("ColorJitter", "ColorJitter(brightness=(0.6, 1.4), contrast=(0.6, 1.4), saturation=(0.6, 1.4), hue=(-0.1, 0.1))")]
    [InlineData("ColorJitter(brightness=0.25)", "ColorJitter(brightness=(0.75, 1.25), contrast=(1, 1), saturation=(1, 1), hue=(0, 0))")]
    [InlineData("ColorJitter(0.25, hue=0)", "ColorJitter(brightness=(0.75, 1.25), contrast=(1, 1), saturation=(1, 1), hue=(0, 0))")]
    public void Arguments_that_are_left_out_are_those_of_torchvision(string text, string expected) =>
        Assert.Equal([expected], AugmentationPlan.Make([text], null, new TensorShape([3, 8, 8])).Description);

    [Fact]
    public void Evaluation_takes_samples_as_they_are() =>
        Assert.Equal(DataFolder.Values(Random([])), DataFolder.Values(Random(All)));

    [Fact]
    public void A_sure_flip_mirrors()
    {
        var (plain, flipped) = (DataFolder.Values(Random([]), 0), Read(Random(["HorizontalFlip(p=1)"]), [0], new AugmentationSeed(1, 1)));
        for (var i = 0; i < plain.Length; i++)
            Assert.Equal(plain[i], flipped[i / Side * Side + Side - 1 - i % Side]);
        var fallen = Read(Random(["RandomVerticalFlip(1.0)"]), [0], new AugmentationSeed(1, 1));
        Assert.Equal(plain[0], fallen[(Side - 1) * Side]);
    }

    [Fact]
    public void Chances_are_those_of_their_arguments()
    {
        var data = Random(["HorizontalFlip(p=0.25)"], 2000);
        var plain = DataFolder.Values(data);
        var varied = Read(data, [.. Enumerable.Range(0, data.Count)], new AugmentationSeed(4, 1));
        var flips = Enumerable.Range(0, data.Count).Count(sample => !Sample(plain, sample).SequenceEqual(Sample(varied, sample)));
        Assert.InRange(flips, 420, 580);
    }

    [Fact]
    public void A_moved_image_is_black_where_nothing_is()
    {
        var data = Random(["RandomCrop(padding=5, fill=0)"], 200, new InputTransform { Mean = [0.5], StandardDeviation = [0.25] });
        var varied = Read(data, [.. Enumerable.Range(0, 200)], new AugmentationSeed(4, 1));
        Assert.All(Enumerable.Range(0, 200), sample => Assert.True(Sample(varied, sample).Count(value => value == -2f) % 3 == 0));
        var plain = DataFolder.Values(data);
        var kept = Enumerable.Range(0, 200).Average(sample => Sample(varied, sample).Count(value => value != -2f));
        Assert.InRange(kept, 768 * 0.6, 768 * 0.8);
        Assert.Equal(plain.Where(value => value != -2f).Max(), varied.Max());
    }

    [Fact]
    public void Pieces_have_areas_and_shapes_of_their_ranges() => Gen.Select(Gen.Int[1, 400], Gen.Int[1, 400], Gen.ULong).Sample((height, width, seed) =>
    {
        var random = new SplitMix(seed);
        var piece = new RandomResizedCrop((0.08, 1), (0.75, 4.0 / 3)).Choose(height, width, ref random);
        Assert.True(piece.Top >= 0 && piece.Left >= 0 && piece.Height > 0 && piece.Width > 0 && piece.Top + piece.Height <= height && piece.Left + piece.Width <= width);
        if (height > 50 && width > 50 && height < 1.3 * width && width < 1.3 * height)
            Assert.InRange((double)piece.Height * piece.Width / (height * width), 0.07, 1);
    });

    [Fact]
    public void Whole_pieces_change_nothing() =>
        Assert.Equal(DataFolder.Values(Random([])), Read(Random(["RandomResizedCrop(scale=(1, 1), ratio=(1, 1))"]), [0, 1, 2, 3, 4, 5], new AugmentationSeed(1, 1)));

    [Fact]
    public void A_quarter_turn_moves_every_pixel_to_its_place()
    {
        var (plain, turned) = (DataFolder.Values(Random([]), 0), Read(Random(["Rotation(degrees=(90, 90))"]), [0], new AugmentationSeed(1, 1)));
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
                Assert.Equal(plain[y * Side + x], turned[(Side - 1 - x) * Side + y]);
        }
    }

    [Fact]
    public void Erasing_writes_a_rectangle_of_a_value()
    {
        var varied = Read(Random(["RandomErasing(p=1, value=7)"]), [0], new AugmentationSeed(1, 1));
        var erased = Enumerable.Range(0, Side * Side).Where(i => varied[i] == 7).ToList();
        var (rows, columns) = (erased.Select(i => i / Side).Distinct().Count(), erased.Select(i => i % Side).Distinct().Count());
        Assert.InRange(erased.Count, 4, 0.4 * Side * Side);
        Assert.Equal(rows * columns, erased.Count);
        Assert.Equal(erased.Count * 3, varied.Count(value => value == 7));
    }

    [Theory]
    [InlineData("Flop", "no such")]
    [InlineData("RandomCrop(16, 4, 0, 1)", "takes size, padding, fill")]
    [InlineData("RandomCrop(pading=4)", "not pading")]
    [InlineData("RandomCrop(8)", "-ImageSize")]
    [InlineData("HorizontalFlip(p=2)", "from 0 to 1")]
    [InlineData("HorizontalFlip(p=often)", "not a number")]
    [InlineData("RandomErasing(scale=(0.5, 0.1))", "down to")]
    [InlineData("RandomErasing(scale=0.5)", "not a pair")]
    [InlineData("Rotation(interpolation=cubic)", "not nearest or bilinear")]
    [InlineData("RandomCrop(padding=1.5)", "not a whole number")]
    [InlineData("HorizontalFlip(p=0.5, p=0.6)", "p is given twice")]
    [InlineData("HorizontalFlip(", "not a name")]
    [InlineData("HorizontalFlip((", "not a name")]
    [InlineData("HorizontalFlip(p=0.5))", "cannot be read")]
    [InlineData("", "not a name")]
    public void Wrong_words_are_explained(string text, string expected)
    {
        var error = Assert.Throws<FreezeException>(() => Random([text]));
        Assert.Equal(ErrorCode.OptionInvalid, error.Code);
        Assert.Contains(expected, error.Message);
    }

    private static TorchDataset Random(string[] augment, int count = 6, InputTransform? input = null)
    {
        var bytes = new byte[count * 3 * Side * Side];
        new Random(5).NextBytes(bytes);
        // No black: tests tell the border by it.
        bytes = Array.ConvertAll(bytes, value => Math.Max((byte)1, value));
        var raw = new MemorySamples(bytes, null, new TensorShape([3, Side, Side]), new int[count], null);
        return DatasetReader.Make("memory", raw, new DatasetOptions { Augment = augment, Input = input ?? new InputTransform() });
    }

    private static float[] Read(TorchDataset data, int[] samples, AugmentationSeed seed)
    {
        using var batch = data.ReadBatch(samples, seed);
        return batch.Inputs.data<float>().ToArray();
    }

    private static float[] Sample(float[] values, int sample) => values.AsSpan(sample * 3 * Side * Side, 3 * Side * Side).ToArray();
}
