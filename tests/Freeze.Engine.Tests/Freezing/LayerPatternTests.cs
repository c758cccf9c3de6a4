using Freeze.Freezing;
using Xunit;

namespace Freeze.Tests.Freezing;

public sealed class LayerPatternTests
{
    private static readonly string[] Names =
        ["cls_token", "layer1", "layer1.0", "layer1.0.weight", "layer1.0.bias", "layer10", "layer10.weight", "Fc.bias", "fc.bias", "a[0].w"];

    [Theory]
    [InlineData("layer1", "layer1 layer1.0 layer1.0.weight layer1.0.bias")]
    [InlineData("layer1*", "layer1 layer1.0 layer1.0.weight layer1.0.bias layer10 layer10.weight")]
    [InlineData("*.bias", "layer1.0.bias Fc.bias fc.bias")]
    [InlineData("layer?.0", "layer1.0 layer1.0.weight layer1.0.bias")]
    [InlineData("layer[0-5]", "layer1 layer1.0 layer1.0.weight layer1.0.bias")]
    [InlineData("cls_token", "cls_token")]
    [InlineData("CLS_token", "cls_token")]
    [InlineData("fc", "fc.bias")]
    [InlineData("FC", "Fc.bias fc.bias")]
    [InlineData("layer", "")]
    [InlineData("ayer1", "")]
    [InlineData("layer1.0.weigh", "")]
    public void It_covers_whole_segments_only(string pattern, string expected) =>
        Assert.Equal(expected, string.Join(' ', new LayerPattern(pattern).Select(Names)));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void An_empty_pattern_is_refused(string pattern) =>
        Assert.Equal(ErrorCode.LayerNotFound, Assert.Throws<FreezeException>(() => new LayerPattern(pattern)).Code);
}
