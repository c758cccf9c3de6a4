using Freeze.Models;
using Freeze.Networks;
using Freeze.Tests.Models;
using Xunit;

namespace Freeze.Tests.Networks;

/// <summary>Weights drawn from a seed.</summary>
[Collection(nameof(ProcessRandomState))]
public sealed class ArchitectureSeedTests
{
    [Theory]
    [InlineData("mobilenet_v3_small")]
    [InlineData("squeezenet1_1")]
    [InlineData("efficientnet_b0")]
    [InlineData("convnext_tiny")]
    [InlineData("vit_b_32")]
    [InlineData("shufflenet_v2_x1_0")]
    public void The_same_seed_draws_the_same_weights(string name)
    {
        using var one = Import(name, 5);
        using var other = Import(name, 5);
        using var third = Import(name, 6);
        var pairs = one.StateTensors.Zip(other.StateTensors).ToList();
        Assert.All(pairs, pair => Assert.True(pair.First.Value.allclose(pair.Second.Value, 0, 0)));
        Assert.Contains(one.StateTensors.Zip(third.StateTensors), pair => !pair.First.Value.allclose(pair.Second.Value, 0, 0));
    }

    private static TorchModel Import(string name, long seed) => ModelImporter.FromArchitecture(name, new ImportOptions { Build = new ArchitectureOptions { ClassCount = 3 }, Seed = seed });
}
