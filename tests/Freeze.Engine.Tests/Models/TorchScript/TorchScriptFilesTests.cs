using Freeze.Freezing;
using Freeze.Models;
using Freeze.Optimization;
using Freeze.Tests.Optimization.Traces;
using Freeze.Tests.Training;
using Freeze.Tests.WeightFiles;
using Freeze.Training;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Freeze.Tests.Models.TorchScript;

public sealed class TorchScriptFilesTests
{
    private static string Good(string name) => Path.Combine(CheckpointFixtures.Selection, "good", name);

    [Theory]
    [InlineData("ts_nrn_scripted.pt", 62)]
    [InlineData("ts_nrn_traced.pt", 62)]
    [InlineData("ts_nrn_jit_frozen.pt", 0)]
    public void It_computes_what_PyTorch_computed(string name, int parameters)
    {
        using var model = ModelImporter.FromFile(Good(name), new ImportOptions());
        Assert.Equal(parameters, model.Parameters.Count);
        var io = TraceTensors.Read("nrn_io");
        using var off = no_grad();
        var output = ForwardPass.Run(model, io["input"]);
        var difference = (output - io["output"]).abs().max() / io["output"].abs().max();
        Assert.True(difference.item<float>() < 1e-4f, $"off by {difference.item<float>()}");
    }

    [Fact]
    public void A_scripted_network_freezes_and_trains_as_the_built_in_one()
    {
        var data = TraceTensors.Read("resnet_data");
        var samples = TensorDataset.Of(data["nrn.x"].flatten(0, 1), data["nrn.y"]);
        using var scripted = ModelImporter.FromFile(Good("ts_nrn_scripted.pt"), new ImportOptions());
        using var builtIn = ModelImporter.FromArchitecture("resnet18", new ImportOptions
        {
            Build = new() { Width = 4, ClassCount = 10 },
            Weights = [Path.Combine(TraceTensors.Folder, "nrn_zip.pth")],
        });
        var losses = new[] { scripted, builtIn }.Select(model => Train(model, samples)).ToList();
        Assert.Equal(builtIn.FrozenCount, scripted.FrozenCount);
        foreach (var (ours, theirs) in losses[0].Zip(losses[1]))
            Assert.True(Math.Abs(ours - theirs) <= 1e-5 * theirs, $"{ours:R}, not {theirs:R}");
    }

    [Fact]
    public void It_is_saved_copied_and_read_back()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.pt");
        try
        {
            using var model = ModelImporter.FromFile(Good("ts_mlp_scripted.pt"), new ImportOptions());
            using (no_grad())
                model.Parameters[0].Value.add_(1);
            Assert.Equal(ExportFormat.TorchScript, ModelExporter.FormatOf(model, path));
            ModelExporter.Write(model, path, ExportFormat.TorchScript, overwrite: false);
            using var back = ModelImporter.FromFile(path, new ImportOptions());
            using var copy = ModelCopier.Copy(model);
            foreach (var other in new[] { back, copy })
                Assert.True(other.Parameters[0].Value.eq(model.Parameters[0].Value).all().item<bool>());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_frozen_file_says_that_there_is_nothing_to_train()
    {
        using var model = ModelImporter.FromFile(Good("ts_nrn_jit_frozen.pt"), new ImportOptions());
        var error = Assert.Throws<FreezeException>(() => model.Plan(new FreezeRequest { Selection = FreezeSelection.All }));
        Assert.Equal(ErrorCode.NothingTrainable, error.Code);
        Assert.Contains("torch.jit.script", error.Cure, StringComparison.Ordinal);
    }

    private static double[] Train(TorchModel model, TorchDataset samples)
    {
        model.Apply(model.Plan(new FreezeRequest { Selection = FreezeSelection.Named, Patterns = ["conv1", "bn1", "layer1", "layer2"] }));
        var optimizer = ModelOptimizer.Create(model, new GroupPlanRequest { Parameters = [], Settings = new OptimizerSettings { LearningRate = 0.01, Momentum = 0.9 } });
        var run = new FineTuneRun(optimizer, samples, null, new FineTuneOptions { BatchSize = 8, Shuffle = false });
        var record = run.Steps().Select(step => step.Record).Single(record => record is not null)!;
        Assert.True(record.FrozenIntact);
        return record.StepLosses;
    }
}
