using Freeze.Networks;
using Freeze.Tests.Freezing;
using Freeze.Tests.Models;
using Freeze.Training.FeatureCaching;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace Freeze.Tests.Training.FeatureCaching;

/// <summary>Normalisations that run folded into convolutions change rounding alone, and leave no trace on the modules.</summary>
[Collection(nameof(ProcessRandomState))]
public sealed class FusedBackboneTests
{
    [Theory]
    [InlineData(1, 1, 1, true)]
    [InlineData(2, 2, 4, true)]
    [InlineData(1, 3, 16, false)]
    public void They_stay_within_1e_5_of_what_the_modules_give(long stride, long dilation, long groups, bool bias)
    {
        using var model = Network(stride, dilation, groups, bias);
        using var prefix = new FrozenBackbone(model, StagedPass.Of(model)!, 1) { Rows = 4 };
        prefix.Settle();
        using var samples = randn(5, 3, 96, 96);
        using var expected = prefix.Run(samples);
        prefix.Fold(samples[..2], 64);
        Assert.Contains("2 normalisations folded", prefix.Description, StringComparison.Ordinal);
        using var folded = prefix.Run(samples);
        Assert.False(folded.Equals(expected));
        Assert.InRange(((folded - expected).abs().max() / expected.abs().max()).item<float>(), 0, 1e-5f);
        Assert.All(model.Nodes, node => Assert.False(ModuleHooks.Has(node.Module)));
    }

    [Fact]
    public void A_convolution_that_is_used_twice_is_left_alone()
    {
        using var model = SmallNetwork.Of(("a", new UserModule((module, x) => module.Part("bn", module.Part("conv", module.Part("conv", x))), ("conv", nn.Conv2d(3, 3, 3, padding: 1L)), ("bn", nn.BatchNorm2d(3)))), ("b", nn.Flatten()));
        model.Freeze("a");
        using var prefix = new FrozenBackbone(model, StagedPass.Of(model)!, 1);
        prefix.Settle();
        using var samples = randn(4, 3, 96, 96);
        prefix.Fold(samples, 64);
        Assert.DoesNotContain("folded", prefix.Description, StringComparison.Ordinal);
    }

    private static TorchModel Network(long stride, long dilation, long groups, bool bias)
    {
        manual_seed(1);
        using var off = no_grad();
        var norms = new BatchNorm2d[] { nn.BatchNorm2d(16), nn.BatchNorm2d(16, affine: bias) };
        foreach (var norm in norms)
        {
            norm.running_mean!.normal_();
            norm.running_var!.uniform_(0.1, 3);
        }

        var model = SmallNetwork.Of(
            ("a", nn.Sequential(("c1", nn.Conv2d(3, 16, 3, bias: bias)), ("n1", norms[0]), ("r", nn.ReLU(inplace: true)),
                ("c2", nn.Conv2d(16, 16, 3, stride: stride, padding: 1L, dilation: dilation, groups: groups, bias: bias)), ("n2", norms[1]))),
            ("b", nn.Flatten()));
        model.Freeze("a");
        return model;
    }
}
