using Freeze.Networks;
using TorchSharp;
using Xunit;

namespace Freeze.Tests.Networks;

public sealed class ArchitectureTests
{
    public static TheoryData<string> Names => [.. ArchitectureRegistry.All.Select(architecture => architecture.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void It_has_the_published_number_of_parameters(string name)
    {
        var architecture = ArchitectureRegistry.Get(name);
        using var network = ArchitectureRegistry.Build(architecture, new ArchitectureOptions());
        Assert.Equal(architecture.ParameterCount, network.parameters().Sum(parameter => parameter.numel()));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_stages_are_the_registry_s_and_cover_every_parameter_once(string name)
    {
        var architecture = ArchitectureRegistry.Get(name);
        using var network = ArchitectureRegistry.Build(architecture, new ArchitectureOptions());
        Assert.Equal(architecture.StageNames, network.Stages.Select(stage => stage.Name));
        var owners = network.Stages.SelectMany(stage => stage.Layers).ToList();
        Assert.All(network.named_parameters(), own =>
            Assert.Single(owners, owner => own.name == owner || own.name.StartsWith(owner + ".", StringComparison.Ordinal)));
    }

    [Fact]
    public void Stages_in_two_parts_give_the_bits_of_the_whole()
    {
        using var network = ArchitectureRegistry.Build(ArchitectureRegistry.Get("resnet18"), new ArchitectureOptions { Width = 8, Stem = StemKind.Small, ClassCount = 4 });
        network.eval();
        using var off = torch.no_grad();
        using var images = torch.randn(3, 3, 16, 16);
        using var whole = network.forward(images);
        for (var cut = 1; cut < network.Stages.Count; cut++)
        {
            using var prefix = network.Run(images, 0, cut);
            using var rest = network.Run(prefix, cut, network.Stages.Count);
            Assert.Equal(whole.data<float>().ToArray(), rest.data<float>().ToArray());
        }
    }

    [Theory]
    [InlineData("resnet50", 8)]
    [InlineData("resnext50_32x4d", 16)]
    [InlineData("wide_resnet50_2", 8)]
    public void Every_residual_network_takes_a_width(string name, int width)
    {
        using var network = ArchitectureRegistry.Build(ArchitectureRegistry.Get(name), new ArchitectureOptions { Width = width, Stem = StemKind.Small, ClassCount = 4 });
        using var published = ArchitectureRegistry.Build(ArchitectureRegistry.Get(name), new ArchitectureOptions());
        Assert.Equal(published.named_parameters().Select(own => own.name), network.named_parameters().Select(own => own.name));
        Assert.Equal(width, network.named_parameters().First().parameter.shape[0]);
        using var off = torch.no_grad();
        using var images = torch.randn(2, 3, 16, 16);
        Assert.Equal([2, 4], network.forward(images).shape);
    }

    [Fact]
    public void A_width_without_room_for_groups_names_the_least()
    {
        var error = Assert.Throws<FreezeException>(() => ArchitectureRegistry.Build(ArchitectureRegistry.Get("resnext50_32x4d"), new ArchitectureOptions { Width = 8 }));
        Assert.Equal(ErrorCode.OptionInvalid, error.Code);
        Assert.Contains("16", error.Cure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("resnt18", "resnet18")]
    [InlineData("resnet18.pth", "-Path")]
    public void An_unknown_name_suggests(string name, string expected)
    {
        var error = Assert.Throws<FreezeException>(() => ArchitectureRegistry.Get(name));
        Assert.Equal(ErrorCode.ArchitectureUnknown, error.Code);
        Assert.Contains(expected, error.Message + error.Cure);
    }
}
