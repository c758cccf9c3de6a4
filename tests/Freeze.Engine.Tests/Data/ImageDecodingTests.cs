using Freeze.Data;
using Freeze.Data.Images;
using Xunit;

namespace Freeze.Tests.Data;

/// <summary>Decoding and resizing, compared with what Pillow and torchvision made of the same files (tests/fixtures/data/make.py).</summary>
public sealed class ImageDecodingTests
{
    public static TheoryData<string> Images => [.. Directory.GetFiles(Path.Combine(DataFolder.Fixtures, "images")).Select(path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(Images))]
    public void Resizing_and_cutting_equal_torchvision(string name) =>
        Assert.Equal(Expected(name, "cut"), Made(name, new InputTransform { ImageSize = [24], ResizeSize = 28 }));

    [Theory]
    [MemberData(nameof(Images))]
    public void Stretching_equals_torchvision(string name) =>
        Assert.Equal(Expected(name, "stretched"), Made(name, new InputTransform { ImageSize = [31, 70] }));

    [Theory]
    [MemberData(nameof(Images))]
    public void Grey_equals_Pillow(string name) =>
        Assert.Equal(Expected(name, "grey", grey: true), Made(name, new InputTransform { ImageSize = [24], ResizeSize = 28, Channels = 1 }));

    [Theory]
    [InlineData("alpha.png")]
    [InlineData("palette_faint.png")]
    [InlineData("faint.png")]
    public void Transparent_images_are_laid_on_the_background_as_Pillow_does(string name)
    {
        var made = Made(name, new InputTransform { ImageSize = [24], ResizeSize = 28, Background = "#3264c8" });
        Assert.Equal(Expected(name, "blue"), made);
        Assert.NotEqual(Expected(name, "cut"), made);
    }

    [Theory]
    [InlineData("White", 255, 255, 255)]
    [InlineData("grey", 128, 128, 128)]
    [InlineData("DarkSlateGrey", 47, 79, 79)]
    [InlineData("#3264C8", 50, 100, 200)]
    [InlineData("000000", 0, 0, 0)]
    public void Colours_are_names_or_hexadecimal_numbers(string text, byte red, byte green, byte blue) =>
        Assert.Equal(new BackgroundColor(red, green, blue), BackgroundColor.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("Control")]
    [InlineData("Transparent")]
    [InlineData("#12345")]
    [InlineData("#+12345")]
    [InlineData("7")]
    public void Other_texts_are_no_colours(string text) =>
        Assert.Equal(ErrorCode.OptionInvalid, Assert.Throws<FreezeException>(() => BackgroundColor.Parse(text)).Code);

    [Fact]
    public void Without_a_size_images_are_taken_as_they_are()
    {
        using var folder = new DataFolder();
        folder.Image("a/1.png");
        folder.Image("b/1.bmp", "colour.bmp");
        var data = DatasetReader.Open(folder.Root, new DatasetOptions());
        Assert.Equal([3L, 47, 61], data.SampleShape);
        Assert.Equal(DataFolder.Values(data, 0), DataFolder.Values(data, 1));
    }

    [Fact]
    public void Images_of_two_sizes_need_a_size()
    {
        using var folder = new DataFolder();
        folder.Image("a/1.png");
        var odd = folder.Image("a/2.png", "narrow.png");
        var data = DatasetReader.Open(folder.Root, new DatasetOptions());
        var error = Assert.Throws<FreezeException>(() => data.ReadBatch([0, 1]));
        Assert.Equal((ErrorCode.ShapeMismatch, odd), (error.Code, error.Subject));
        Assert.Contains("-ImageSize", error.Cure);
    }

    private static byte[] Made(string name, InputTransform input)
    {
        using var folder = new DataFolder();
        folder.Image($"class/{name}", name);
        var data = DatasetReader.Open(folder.Root, new DatasetOptions { Input = input });
        return Array.ConvertAll(DataFolder.Values(data, 0), value => (byte)MathF.Round(value * 255));
    }

    private static byte[] Expected(string name, string kind, bool grey = false)
    {
        using var image = ImageDecoder.Decode(Path.Combine(DataFolder.Fixtures, "resized", $"{name}.{kind}.png"), grey);
        var pixels = image.Pixels.ToArray();
        return [.. Enumerable.Range(0, image.Channels).SelectMany(channel => Enumerable.Range(0, image.Height * image.Width).Select(i => pixels[i * image.Step + channel]))];
    }
}
