using Freeze.Reporting;
using Freeze.Tests.Freezing;
using Xunit;
using static TorchSharp.torch;

namespace Freeze.Tests.Reporting;

/// <summary>The drift of a layer is that of its parameters and statistics, and not of what counts steps.</summary>
public sealed class LayerDriftTests
{
    [Fact]
    public void A_counter_of_steps_is_no_drift()
    {
        using var scope = NewDisposeScope();
        using var model = SmallNetwork.Convolutional();
        using var since = DriftReference.Import(model);
        using (no_grad())
        {
            var tensors = model.StateTensors.ToDictionary(tensor => tensor.Name, tensor => tensor.Value);
            tensors["stem.bn.num_batches_tracked"].fill_(64);
            tensors["block.bn.running_var"].mul_(1.5f);
            tensors["block.bn.num_batches_tracked"].fill_(64);
        }

        var rows = new ParameterReport(model, null, since).Layers().ToDictionary(row => row.Name);
        Assert.Equal(0.0, rows["stem.bn"].Drift);
        Assert.False(rows["stem.bn"].Intact);
        Assert.Equal(0.5, rows["block.bn"].Drift!.Value, 3);
    }
}
