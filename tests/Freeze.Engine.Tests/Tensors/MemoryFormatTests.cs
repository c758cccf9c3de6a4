using Freeze.Tensors;
using TorchSharp;
using Xunit;

namespace Freeze.Tests.Tensors;

public sealed class MemoryFormatTests
{
    [Fact]
    public void Channels_last_changes_the_order_in_memory_and_nothing_else()
    {
        using var scope = torch.NewDisposeScope();
        var plain = torch.arange(2 * 3 * 4 * 5).to(torch.float32).reshape(2, 3, 4, 5);
        var laid = MemoryFormat.ToChannelsLast(plain);
        Assert.Equal([60, 1, 15, 3], laid.stride());
        Assert.Equal(plain.shape, laid.shape);
        Assert.Equal(plain.data<float>().ToArray(), laid.data<float>().ToArray());
        Assert.True(MemoryFormat.IsChannelsLast(laid));
        Assert.False(MemoryFormat.IsChannelsLast(plain));
    }

    [Fact]
    public void Other_tensors_come_back_as_they_are()
    {
        using var scope = torch.NewDisposeScope();
        var rows = torch.ones(4, 5);
        Assert.Equal(rows.stride(), MemoryFormat.ToChannelsLast(rows).stride());
        Assert.False(MemoryFormat.IsChannelsLast(rows));
    }
}
