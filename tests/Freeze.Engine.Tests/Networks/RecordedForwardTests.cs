using Freeze.Models;
using Freeze.Networks;
using Freeze.Tests.WeightFiles;
using Freeze.WeightFiles.Reading;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Freeze.Tests.Networks;

/// <summary>Forward passes that PyTorch 1.13.1 recorded: no Python is needed.</summary>
public sealed class RecordedForwardTests
{
    // However a file is laid out, the network in it computes the same.
    [Theory]
    [InlineData("nrn.safetensors")]
    [InlineData("nrn_zip.pth")]
    [InlineData("nrn_legacy.pth")]
    [InlineData("nrn_channels_last.pth")]
    [InlineData("nrn_dataparallel_ckpt.pth")]
    [InlineData("nrn_old_torchvision_style.pth")]
    public void A_narrow_residual_network_gives_what_it_gave_in_PyTorch(string file)
    {
        var folder = Path.Combine(CheckpointFixtures.Selection, "good");
        CompareStages(Path.Combine(folder, file), Path.Combine(folder, "nrn_io.safetensors"), new ArchitectureOptions { Width = 4, ClassCount = 10 });
    }

    [Fact]
    public void A_residual_network_of_full_size_gives_what_it_gave_in_PyTorch()
    {
        Assert.SkipWhen(CheckpointFixtures.Full is null, "The full set of weight files is not here; FREEZE_FIXTURES can name its folder.");
        var folder = Path.Combine(CheckpointFixtures.Full!, "good");
        CompareStages(Path.Combine(folder, "resnet18_torchvision.pth"), Path.Combine(folder, "resnet18_torchvision_io.safetensors"), new ArchitectureOptions());
    }

    private static void CompareStages(string weights, string record, ArchitectureOptions build)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var model = ModelImporter.FromArchitecture("resnet18", new ImportOptions { Build = build, Weights = [weights] });
        using var recorded = Checkpoint.Open(record);
        var known = recorded.Tensors.ToDictionary(entry => entry.Name, entry => entry.ToTensor());
        var network = (StagedNetwork)model.Module;
        var features = known["input"];
        var compared = 0;
        for (var stage = 0; stage < network.Stages.Count; stage++)
        {
            features = network.Run(features, stage, stage + 1);
            if (!known.TryGetValue($"act.{network.Stages[stage].Name}", out var expected) || stage == 0)
                continue;
            Assert.InRange(Difference(features, expected), 0, 2e-5);
            compared++;
        }

        Assert.InRange(Difference(features, known["output"]), 0, 2e-5);
        Assert.True(compared >= 2);
    }

    private static double Difference(Tensor actual, Tensor expected) => ((actual - expected).abs().max() / expected.abs().max()).item<float>();
}
