using Freeze.Models;
using Freeze.Tests.Freezing;
using Freeze.Tests.Models;
using Freeze.Tests.Optimization.Traces;
using Freeze.Tests.WeightFiles;
using Freeze.Training;
using Xunit;

namespace Freeze.Tests.Training.FeatureCaching;

/// <summary>A TorchScript module has a frozen beginning as far as its code proves one.</summary>
[Collection(nameof(ProcessRandomState))]
public sealed class ScriptBackboneTests
{
    private const string Network = """
        import sys, torch
        from torch import nn
        from torch.nn import functional as F
        torch.manual_seed(0)
        class Plain(nn.Module):
            def __init__(self):
                super().__init__()
                self.conv = nn.Conv2d(3, 8, 3, padding=1); self.bn = nn.BatchNorm2d(8); self.act = nn.ReLU(); self.pool = nn.AdaptiveAvgPool2d(2); self.drop = nn.Dropout(0.5); self.fc = nn.Linear(32, 3)
            def forward(self, x): return self.fc(self.drop(torch.flatten(self.pool(self.act(self.bn(self.conv(x)))), 1)))
        class Skipping(Plain):
            def forward(self, x):
                y = self.bn(self.conv(x))
                return self.fc(self.drop(torch.flatten(self.pool(self.act(y) + y), 1)))
        class Noisy(nn.Module):
            def __init__(self):
                super().__init__()
                self.conv = nn.Conv2d(3, 8, 3, padding=1)
            def forward(self, x): return F.dropout(self.conv(x), 0.5, self.training)
        class Dropping(Plain):
            def __init__(self):
                super().__init__()
                self.conv = Noisy()
        class Listed(nn.Module):
            def __init__(self):
                super().__init__()
                self.blocks = nn.ModuleList([nn.Conv2d(3, 8, 3), nn.Conv2d(8, 8, 3)]); self.pool = nn.AdaptiveAvgPool2d(2); self.fc = nn.Linear(32, 3)
            def forward(self, x):
                for block in self.blocks: x = block(x)
                return self.fc(torch.flatten(self.pool(x), 1))
        class Pair(Plain):
            def forward(self, x):
                y = self.pool(self.conv(x))
                return y, y
        class Named(Plain):
            def forward(self, x): return {'out': self.pool(self.conv(x))}
        model = {'Pair': Pair, 'Named': Named, 'Plain': Plain, 'Skipping': Skipping, 'Dropping': Dropping, 'Listed': Listed}[sys.argv[1]]()
        if sys.argv[2] == 'script': torch.jit.script(model).save(sys.argv[3])
        else: torch.jit.trace(model.train(sys.argv[2] == 'trace-train'), torch.randn(4, 3, 8, 8), check_trace=False, strict=False).save(sys.argv[3])
        """;

    private static readonly FineTuneOptions Three = new() { Epochs = 3, BatchSize = 8, Seed = 3 };

    [Fact]
    public void A_scripted_residual_network_is_cut_and_cached()
    {
        var data = TraceTensors.Read("resnet_data");
        var samples = TensorDataset.Of(data["nrn.x"].flatten(0, 1), data["nrn.y"]);
        BackboneRun Run(FeatureCacheMode mode) => BackboneRun.Of(() => Frozen(Path.Combine(CheckpointFixtures.Selection, "good", "ts_nrn_scripted.pt"), "conv1", "bn1", "layer1", "layer2"), samples, samples, Three with { FeatureCache = mode });
        var kept = Run(FeatureCacheMode.Memory);
        kept.AssertSameNumbers(Run(FeatureCacheMode.Off));
        Assert.Equal(["Filling", "Hit", "Hit"], kept.Caching);
        Assert.Contains(kept.Remarks, remark => remark.Contains("up to layer2.1: layer3.0.conv1.weight trains", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Plain", "script", true)]
    [InlineData("Skipping", "script", true)]
    [InlineData("Dropping", "script", false)]
    [InlineData("Listed", "script", true)]
    [InlineData("Plain", "trace-eval", true)]
    [InlineData("Plain", "trace-train", true)]
    public void What_the_code_does_not_prove_runs_as_a_whole(string network, string way, bool isCut)
    {
        Written(network, way, path =>
        {
            var samples = BackboneRun.Samples(22, 3, 8, 8);
            BackboneRun Run(FeatureCacheMode mode) => BackboneRun.Of(() => Frozen(path, network == "Listed" ? ["blocks"] : ["conv", "bn"]), samples, null, Three with { FeatureCache = mode, FrozenProof = way != "trace-train" });
            var kept = Run(FeatureCacheMode.Memory);
            var off = Run(FeatureCacheMode.Off);
            Assert.Equal(off.Records.SelectMany(record => record.StepLosses), kept.Records.SelectMany(record => record.StepLosses));
            Assert.Equal(isCut, kept.Remarks.Any(remark => remark.Contains("runs apart", StringComparison.Ordinal)));
            Assert.Equal(isCut ? ["Filling", "Hit", "Hit"] : ["Off", "Off", "Off"], kept.Caching);
        });
    }

    [Theory]
    [InlineData("Pair", "script")]
    [InlineData("Named", "script")]
    [InlineData("Named", "trace-eval")]
    public void What_gives_more_than_a_tensor_is_refused_with_a_reason(string network, string way) => Written(network, way, path =>
    {
        var error = Assert.Throws<FreezeException>(() => BackboneRun.Of(() => Frozen(path, "conv"), BackboneRun.Samples(22, 3, 8, 8), null, Three));
        Assert.Equal(ErrorCode.ShapeMismatch, error.Code);
        Assert.Contains("give one tensor", error.Message, StringComparison.Ordinal);
    });

    private static void Written(string network, string way, Action<string> work)
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.pt");
        try
        {
            // What is scripted must have its source in a file.
            File.WriteAllText(path + ".py", Network);
            PythonTorch.Run("import runpy, sys; sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name='__main__')", path + ".py", network, way, path);
            work(path);
        }
        finally
        {
            File.Delete(path);
            File.Delete(path + ".py");
        }
    }

    private static TorchModel Frozen(string path, params string[] layers)
    {
        var model = ModelImporter.FromFile(path, new ImportOptions());
        model.Freeze(layers);
        return model;
    }
}
