using Freeze.Data;
using Xunit;

namespace Freeze.Tests.Data;

public sealed class TransformTests
{
    [Theory]
    [InlineData(1, 28, 2, 3)]
    [InlineData(3, 17, 0, 3)]
    [InlineData(3, 17, 3, 3)]
    [InlineData(1, 9, 0, 1)]
    public void Bytes_become_what_the_formula_says_bit_for_bit(int raw, int size, int padding, int channels)
    {
        float[] mean = [0.485f, 0.456f, 0.406f], deviation = [0.229f, 0.224f, 0.225f];
        var input = new InputTransform { Channels = channels, Padding = padding, Mean = [.. mean.Take(channels).Select(value => (double)value)], StandardDeviation = [.. deviation.Take(channels).Select(value => (double)value)] };
        var transform = new SampleTransform("x", new TensorShape([raw, size, size]), input);
        var sample = new byte[raw * size * size];
        new Random(1).NextBytes(sample);
        var (fromBytes, fromFloats, side) = (new float[channels * (size + 2 * padding) * (size + 2 * padding)], new float[channels * (size + 2 * padding) * (size + 2 * padding)], size + 2 * padding);
        transform.Apply(sample, fromBytes);
        transform.Apply(Array.ConvertAll(sample, value => value / 255f), fromFloats);
        for (var i = 0; i < fromBytes.Length; i++)
        {
            var (channel, y, x) = (i / (side * side), i / side % side - padding, i % side - padding);
            var inside = y >= 0 && y < size && x >= 0 && x < size;
            var value = inside ? sample[(raw == 1 ? 0 : channel) * size * size + y * size + x] / 255f : 0f;
            Assert.Equal((value - mean[channel]) / deviation[channel], fromBytes[i]);
            Assert.Equal(fromBytes[i], fromFloats[i]);
        }
    }

    [Fact]
    public void Floats_are_resized_as_bytes_are_but_not_rounded()
    {
        var transform = new SampleTransform("x", new TensorShape([2, 20, 30]), new InputTransform { ImageSize = [8] });
        var sample = new byte[2 * 20 * 30];
        new Random(2).NextBytes(sample);
        float[] fromBytes = new float[2 * 8 * 8], fromFloats = new float[2 * 8 * 8];
        transform.Apply(sample, fromBytes);
        transform.Apply(Array.ConvertAll(sample, value => value / 255f), fromFloats);
        // Two passes of rounding move a byte by one at most.
        Assert.All(fromBytes.Zip(fromFloats), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 1.01f / 255));
        Assert.Contains(fromFloats, value => MathF.Abs(value * 255 - MathF.Round(value * 255)) > 0.2f);
    }

    [Fact]
    public void An_image_smaller_than_the_square_cannot_be_asked_for()
    {
        var error = Assert.Throws<FreezeException>(() => new SampleTransform("x", new TensorShape([1, 8, 8]), new InputTransform { ImageSize = [8], ResizeSize = 4 }));
        Assert.Equal(ErrorCode.OptionInvalid, error.Code);
    }

    [Theory]
    [InlineData(new[] { 0 })]
    [InlineData(new[] { 8, 8, 8 })]
    [InlineData(new[] { 1 << 20 })]
    public void Wrong_sizes_are_refused(int[] size) =>
        Assert.Equal(ErrorCode.OptionInvalid, Assert.Throws<FreezeException>(() => new SampleTransform("x", new TensorShape([1, 8, 8]), new InputTransform { ImageSize = size })).Code);

    [Theory]
    [InlineData(1_000_000_000, 0, ErrorCode.OptionInvalid)]
    [InlineData(0, 0, ErrorCode.OptionInvalid)]
    [InlineData(1, 1 << 14, ErrorCode.ShapeMismatch)]
    [InlineData(4096, 1000, ErrorCode.ShapeMismatch)]
    public void Inputs_beyond_all_memory_are_refused(int channels, int padding, ErrorCode code)
    {
        var raw = new MemorySamples(new byte[9], null, new TensorShape([1, 3, 3]), [0], null);
        Assert.Equal(code, Assert.Throws<FreezeException>(() => DatasetReader.Make("memory", raw, new DatasetOptions { Input = new InputTransform { Channels = channels, Padding = padding } })).Code);
    }

    [Fact]
    public void A_batch_beyond_what_can_be_addressed_is_refused()
    {
        var raw = new MemorySamples(new byte[9], null, new TensorShape([1, 3, 3]), [0], null);
        var data = DatasetReader.Make("memory", raw, new DatasetOptions { Input = new InputTransform { Padding = 5000 } });
        Assert.Equal((ErrorCode.OptionInvalid, "BatchSize"), Assert.Throws<FreezeException>(() => data.ReadBatch(new int[6])) is var error ? (error.Code, error.Subject) : default);
    }

    [Fact]
    public void Features_are_no_images()
    {
        foreach (var input in (InputTransform[])[new() { ImageSize = [8] }, new() { Padding = 1 }, new() { Channels = 3 }])
            Assert.Equal(ErrorCode.ShapeMismatch, Assert.Throws<FreezeException>(() => new SampleTransform("x", new TensorShape([5]), input)).Code);
        Assert.Equal(ErrorCode.ShapeMismatch, Assert.Throws<FreezeException>(() => new SampleTransform("x", new TensorShape([5]), new InputTransform(), ["HorizontalFlip"])).Code);
    }
}
