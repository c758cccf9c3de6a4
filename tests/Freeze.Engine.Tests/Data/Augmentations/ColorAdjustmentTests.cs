using Freeze.Data;
using Freeze.Data.Augmentations;
using Xunit;

namespace Freeze.Tests.Data.Augmentations;

/// <summary>Colours, compared with torchvision's functions of the same names on the same 3 x 2 x 3 image.</summary>
public sealed class ColorAdjustmentTests
{
    private static readonly byte[] Image = [127, 196, 23, 34, 78, 162, 125, 229, 116, 161, 89, 102, 6, 43, 75, 132, 178, 204];

    public static TheoryData<string, float, float[]> Cases => new()
    {
        { "brightness", 1.3f, [0.647451f, 0.9992157f, 0.1172549f, 0.1733333f, 0.3976471f, 0.8258824f, 0.6372549f, 1f, 0.5913725f, 0.8207843f, 0.4537255f, 0.52f, 0.03058823f, 0.2192157f, 0.3823529f, 0.6729412f, 0.907451f, 1f] },
        { "contrast", 0.6f, [0.492435f, 0.654788f, 0.2477292f, 0.2736115f, 0.3771409f, 0.574788f, 0.4877292f, 0.732435f, 0.4665527f, 0.5724351f, 0.4030233f, 0.4336115f, 0.2077292f, 0.294788f, 0.3700821f, 0.5041998f, 0.6124351f, 0.6736115f] },
        { "contrast", 1.5f, [0.5050444f, 0.9109268f, 0f, 0f, 0.2168092f, 0.7109268f, 0.4932797f, 1f, 0.4403386f, 0.7050444f, 0.281515f, 0.3579856f, 0f, 0.0109268f, 0.1991621f, 0.5344563f, 0.8050444f, 0.9579856f] },
        { "saturation", 1.7f, [0.5391628f, 0.763386f, 0f, 0f, 0.2568846f, 0.7188774f, 0.5258294f, 0.983386f, 0.5440719f, 0.7446969f, 0.3302179f, 0.3188774f, 0f, 0f, 0.2707385f, 0.5513635f, 0.9235513f, 0.9988774f] },
        { "saturation", 0.3f, [0.4569157f, 0.773869f, 0.2563204f, 0.3686365f, 0.3548802f, 0.5517108f, 0.4545628f, 0.8126925f, 0.3657321f, 0.5180483f, 0.3678214f, 0.4811226f, 0.3145628f, 0.593869f, 0.3174968f, 0.4839307f, 0.4725273f, 0.6011226f] },
        { "hue", 0.2f, [0.0235294f, 0.1686275f, 0.09019608f, 0.1333333f, 0.6980392f, 0.8f, 0.4980392f, 0.8980392f, 0.1780391f, 0.1474508f, 0.3058824f, 0.4f, 0.1105881f, 0.4439217f, 0.454902f, 0.6313726f, 0.6627452f, 0.4847059f] },
        { "hue", -0.4f, [0.3003922f, 0.7356868f, 0.454902f, 0.6313726f, 0.5058824f, 0.4f, 0.0235294f, 0.1686275f, 0.1482353f, 0.3184315f, 0.6980392f, 0.8f, 0.4980392f, 0.8980392f, 0.09019608f, 0.1333333f, 0.3058824f, 0.4752941f] },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Colours_equal_torchvision(string adjustment, float amount, float[] expected)
    {
        var values = Array.ConvertAll(Image, value => value / 255f);
        var image = new SampleImage(values, 3, 2, 3, new Normalization(new InputTransform(), 3), isClamped: true);
        switch (adjustment)
        {
            case "brightness":
                ColorAdjustment.Brightness(image, amount);
                break;
            case "contrast":
                ColorAdjustment.Contrast(image, amount);
                break;
            case "saturation":
                ColorAdjustment.Saturation(image, amount);
                break;
            default:
                ColorAdjustment.Hue(image, amount);
                break;
        }

        Assert.All(values.Zip(expected), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 2e-6f));
    }

    [Fact]
    public void Normalised_images_are_varied_as_colours()
    {
        var input = new InputTransform { Mean = [0.4, 0.5, 0.6], StandardDeviation = [0.2, 0.3, 0.25] };
        var normalized = Jittered(input);
        var plain = Jittered(new InputTransform());
        for (var i = 0; i < plain.Length; i++)
            Assert.Equal(plain[i], normalized[i] * (float)input.StandardDeviation[i / 6] + (float)input.Mean[i / 6], 1e-5f);
    }

    private static float[] Jittered(InputTransform input)
    {
        var data = DatasetReader.Make("memory", new MemorySamples(Image, null, new TensorShape([3, 2, 3]), [0], null), new DatasetOptions { Input = input, Augment = ["ColorJitter"] });
        using var batch = data.ReadBatch([0], new AugmentationSeed(1, 1));
        return batch.Inputs.data<float>().ToArray();
    }
}
