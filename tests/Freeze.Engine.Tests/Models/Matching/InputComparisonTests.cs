using Freeze.Data;
using Freeze.Models.Matching;
using Xunit;

namespace Freeze.Tests.Models.Matching;

public sealed class InputComparisonTests
{
    private static readonly InputTransform Usual = new() { Channels = 3, Mean = [0.5], StandardDeviation = [0.25], Range = [0, 1] };
    private static readonly TensorShape Images = new([3, 8, 8]);

    public static TheoryData<string, string[]> Cases => new()
    {
        { "same", [] },
        { "mean for each channel", [] },
        { "mean that float32 cannot tell", [] },
        { "other mean", ["mean 0.4 against 0.5"] },
        { "one channel's mean", ["mean 0.5, 0.5, 0.4 against 0.5"] },
        { "no mean", ["mean 0 against 0.5"] },
        { "deviation", ["standard deviation 1 against 0.25"] },
        { "padding within the same shape", ["size 6 x 6 against 8 x 8", "padding 1 against 0"] },
        { "size", ["size 9 x 8 against 8 x 8"] },
        { "channels", ["channels 1 against 3"] },
        { "shape", ["shape 4 against 3x8x8"] },
        { "resized to the size of data that is not", [] },
        { "bytes left as they are", ["values before normalizing 0 to 255 against 0 to 1"] },
        { "from -1 to 1", ["values before normalizing -1 to 1 against 0 to 1"] },
        { "a little below zero", [] },
        { "unknown range", [] },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Differences_tell_both_sides(string name, string[] expected)
    {
        var (input, shape) = name switch
        {
            "mean for each channel" => (Usual with { Mean = [0.5, 0.5, 0.5] }, Images),
            "mean that float32 cannot tell" => (Usual with { Mean = [0.5 + 1e-9] }, Images),
            "other mean" => (Usual with { Mean = [0.4] }, Images),
            "one channel's mean" => (Usual with { Mean = [0.5, 0.5, 0.4] }, Images),
            "no mean" => (Usual with { Mean = [] }, Images),
            "deviation" => (Usual with { StandardDeviation = [] }, Images),
            "padding within the same shape" => (Usual with { Padding = 1 }, Images),
            "size" => (Usual, new TensorShape([3, 9, 8])),
            "channels" => (Usual with { Channels = 1 }, new TensorShape([1, 8, 8])),
            "shape" => (Usual, new TensorShape([4])),
            "resized to the size of data that is not" => (Usual with { ImageSize = [8] }, Images),
            "bytes left as they are" => (Usual with { Range = [0, 255] }, Images),
            "from -1 to 1" => (Usual with { Range = [-1, 1] }, Images),
            "a little below zero" => (Usual with { Range = [-0.1, 1.2] }, Images),
            "unknown range" => (Usual with { Range = [] }, Images),
            _ => (Usual, Images),
        };
        Assert.Equal(expected, InputComparison.Differences(input, shape, Usual, Images));
    }

    [Theory]
    [InlineData(new[] { 8 }, 8, new[] { 8 }, 10, "resizing cut from 8 against cut from 10")]
    [InlineData(new[] { 8, 8 }, null, new[] { 8 }, null, "resizing stretched against cut from 8")]
    [InlineData(new[] { 8 }, 8, new[] { 8 }, null, null)]
    public void Ways_to_one_size_are_told_apart(int[] size, int? resize, int[] otherSize, int? otherResize, string? expected) =>
        Assert.Equal(expected is null ? [] : [expected],
            InputComparison.Differences(Usual with { ImageSize = size, ResizeSize = resize }, Images,
                Usual with { ImageSize = otherSize, ResizeSize = otherResize }, Images));

    [Fact]
    public void The_range_of_data_is_that_of_bytes_or_of_the_numbers_themselves()
    {
        Assert.Equal([0, 1], Data(new MemorySamples(new byte[8], null, new TensorShape([1, 2, 2]), null, null)).Input.Range);
        Assert.Equal([-3, 200], Data(new MemorySamples(null, [0, 1, -3, 0, 200, 0, 0, 0], new TensorShape([1, 2, 2]), null, null)).Input.Range);
        Assert.Empty(Data(new MemorySamples(null, [], new TensorShape([1, 2, 2]), null, null)).Input.Range);
        var folder = DatasetReader.Open(Path.Combine(LibtorchForTests.RepositoryRoot, "examples", "data", "t10k-images-idx3-ubyte.gz"), new DatasetOptions());
        Assert.Equal([0, 1], folder.Input.Range);
    }

    private static TorchDataset Data(MemorySamples source) =>
        new("data", source, SampleSelection.Make("data", source, new DatasetOptions()),
            new SampleTransform("data", source.Shape, new InputTransform { Mean = [0.5] }));
}
