using Freeze.Libtorch;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Freeze.Tests.Libtorch;

public sealed class AutocastTests
{
    private const DeviceType Cpu = DeviceType.CPU;

    private static AutocastExports Exports => TorchLibrary.Loaded!.Exports.Autocast!;

    [Fact]
    public void Products_within_it_are_bfloat16_and_float32_again_behind_it()
    {
        RequireExports();
        using var scope = NewDisposeScope();
        var (a, b) = (randn(8, 8), randn(8, 8));
        using (Autocast.Begin(Cpu, Precision.BFloat16))
            Assert.Equal(ScalarType.BFloat16, a.matmul(b).dtype);
        Assert.Equal(ScalarType.Float32, a.matmul(b).dtype);
        Assert.Null(Autocast.Begin(Cpu, Precision.Float32));
    }

    [Fact]
    public void An_exception_does_not_leave_it_on()
    {
        RequireExports();
        void Fail()
        {
            using var cast = Autocast.Begin(Cpu, Precision.BFloat16);
            throw new InvalidOperationException();
        }

        Assert.Throws<InvalidOperationException>(Fail);
        Assert.False(Exports.IsEnabled(0));
    }

    [Fact]
    public void What_was_on_before_is_on_afterwards()
    {
        RequireExports();
        using (Autocast.Begin(Cpu, Precision.BFloat16))
        {
            using (Autocast.Begin(Cpu, Precision.BFloat16))
                Assert.True(Exports.IsEnabled(0));
            Assert.True(Exports.IsEnabled(0));
        }

        Assert.False(Exports.IsEnabled(0));
    }

    [Fact]
    public void Other_threads_see_nothing_of_it()
    {
        RequireExports();
        using var cast = Autocast.Begin(Cpu, Precision.BFloat16);
        var seen = true;
        var other = new Thread(() => seen = Exports.IsEnabled(0));
        other.Start();
        other.Join();
        Assert.False(seen);
    }

    [Fact]
    public void Weights_that_have_moved_are_cast_anew()
    {
        RequireExports();
        using var scope = NewDisposeScope();
        using var layer = nn.Linear(2, 2, hasBias: false);
        Tensor Run()
        {
            using var cast = Autocast.Begin(Cpu, Precision.BFloat16);
            return layer.call(ones(1, 2)).to(ScalarType.Float32);
        }

        var before = Run();
        using (no_grad())
            layer.weight.add_(1);
        Assert.True((Run() - before - 2).abs().max().item<float>() < 0.05f);
    }

    [Fact]
    public void Determinism_is_put_back()
    {
        Assert.SkipWhen(TorchLibrary.Loaded!.Exports.Context is null, "This libtorch has other names");
        Assert.False(DeterministicAlgorithms.IsOn);
        using (DeterministicAlgorithms.Begin())
        {
            Assert.True(DeterministicAlgorithms.IsOn);
            using (DeterministicAlgorithms.Begin())
                Assert.True(DeterministicAlgorithms.IsOn);
            Assert.True(DeterministicAlgorithms.IsOn);
        }

        Assert.False(DeterministicAlgorithms.IsOn);
    }

    [Fact]
    public void The_library_tells_its_version_and_instructions()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only GNU's names are known");
        Assert.StartsWith("2.10.", TorchLibrary.Loaded!.Exports.Version);
        Assert.Matches("^[A-Za-z0-9 _.]+$", TorchLibrary.Loaded.Exports.Capability);
    }

    private static void RequireExports() => Assert.SkipWhen(TorchLibrary.Loaded!.Exports.Autocast is null, "This libtorch has other names");
}
