using Freeze.Tensors;
using Xunit;

namespace Freeze.Tests.Tensors;

public sealed class DottedNameTests
{
    [Theory]
    [InlineData("", "weight", "weight")]
    [InlineData("layer1.0", "weight", "layer1.0.weight")]
    public void The_root_adds_nothing_to_a_name(string module, string local, string name)
    {
        Assert.Equal(name, DottedName.Join(module, local));
        Assert.Equal(module, DottedName.Parent(name));
        Assert.Equal(local, DottedName.Local(name));
    }

    [Theory]
    [InlineData("layer1.0", true)]
    [InlineData("layer1", false)]
    [InlineData("layer10.0", false)]
    [InlineData("layer", false)]
    [InlineData("", false)]
    public void A_name_lies_inside_a_module_where_a_dot_follows_the_modules_name(string name, bool isInside) =>
        Assert.Equal(isInside, DottedName.IsInside(name, "layer1"));

    [Fact]
    public void A_shape_has_the_product_of_its_sizes()
    {
        Assert.Equal(1, ElementCount.Of([]));
        Assert.Equal(0, ElementCount.Of([3, 0]));
        Assert.Equal(24, ElementCount.Of([2, 3, 4]));
        Assert.Throws<OverflowException>(() => ElementCount.Of([long.MaxValue, 2]));
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(2, "n0, n1")]
    [InlineData(3, "n0, n1 and 1 more")]
    public void A_long_list_is_cut(int count, string text) =>
        Assert.Equal(text, NameList.Shorten([.. Enumerable.Range(0, count).Select(i => $"n{i}")], shown: 2));
}
