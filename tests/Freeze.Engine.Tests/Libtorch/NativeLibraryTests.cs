using Freeze.Build;
using Freeze.Libtorch;
using TorchSharp;
using Xunit;

namespace Freeze.Tests.Libtorch;

public sealed class NativeLibraryTests
{
    private static readonly string Bin = Path.Combine(LibtorchForTests.RepositoryRoot, "bin");

    [Fact]
    public void The_staged_bindings_ask_weakly_for_the_version_that_Debian_12_lacks()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "ELF files are Linux's");
        var needs = ElfVersionNeeds.Read(File.ReadAllBytes(Path.Combine(Bin, "libLibTorchSharp.so"))).Needs;
        var need = Assert.Single(needs, need => need.Version == "GLIBCXX_3.4.32");
        Assert.True(need.IsWeak);
        Assert.All(needs.Where(other => other != need), other => Assert.False(other.IsWeak));
    }

    [Fact]
    public void Tensors_work()
    {
        using var sum = torch.ones(3, 4).sum();
        Assert.Equal(12f, sum.item<float>());
    }

    [Theory]
    [InlineData("/x/libLibTorchSharp.so: /lib/libstdc++.so.6: version `GLIBCXX_3.4.30' not found (required by x)", "GLIBCXX_3.4.30")]
    [InlineData("libgomp-98b21ff3.so.1: cannot open shared object file: No such file or directory", "libgomp-98b21ff3.so.1")]
    [InlineData("/x/libtorch_cpu.so: invalid ELF header", "another platform")]
    public void A_linker_message_becomes_a_reason(string message, string expected) =>
        Assert.Contains(expected, LoadFailure.Explain(message).Reason);
}
