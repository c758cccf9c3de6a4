using Freeze.Freezing;
using Freeze.Models;
using Freeze.Tests.Freezing;
using Freeze.Tests.Models;
using Freeze.Training;
using Freeze.Training.FeatureCaching;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Freeze.Tests.Training.FeatureCaching;

/// <summary>
/// A model whose frozen beginning runs apart trains to the numbers of the whole model, or does not run apart: TorchScript modules that tests/fixtures/splitting/make.py
/// has made at random, sequences, and modules in C#. Layers a, b, c are frozen and the head trains; one sample in 24 is far from the others.
/// </summary>
[Collection(nameof(ProcessRandomState))]
public sealed class SplittingTests
{
    private const int Samples = 24, Outlier = 13;

    private static readonly FineTuneOptions Three = new() { Epochs = 3, BatchSize = 8, Seed = 3, FrozenProof = false };

    /// <summary>Further modules of the same kind are tried where FREEZE_SPLIT_MODULES names a folder of them.</summary>
    public static TheoryData<string> Scripts { get; } =
        [.. Directory.EnumerateFiles(Environment.GetEnvironmentVariable("FREEZE_SPLIT_MODULES") ?? Folder, "*_*.pt").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private static string Folder => Path.Combine(LibtorchForTests.RepositoryRoot, "tests", "fixtures", "splitting");

    [Theory]
    [MemberData(nameof(Scripts))]
    public void A_TorchScript_module_trains_to_the_numbers_of_the_whole(string file)
    {
        var path = Path.Combine(Environment.GetEnvironmentVariable("FREEZE_SPLIT_MODULES") ?? Folder, file);
        long[] shape = file.StartsWith("images", StringComparison.Ordinal) ? [2, 8, 8] : [6];
        AssertSame(() => ModelImporter.FromFile(path, new ImportOptions()), shape);
    }

    [Fact]
    public void Some_TorchScript_modules_run_apart_and_some_do_not()
    {
        var apart = Directory.EnumerateFiles(Folder, "*_*.pt").Count(path =>
        {
            using var model = ModelImporter.FromFile(path, new ImportOptions());
            return StagedPass.Of(model) is not null;
        });
        Assert.InRange(apart, 5, Directory.EnumerateFiles(Folder, "*_*.pt").Count() - 5);
    }

    [Theory]
    [InlineData("a: Linear(6, 16)", "LeakyReLU(0.1, inplace=True)", "b: Linear(16, 16)", "Softmax(0)", "c: Linear(16, 16)", "head: Linear(16, 3)")]
    [InlineData("a: Linear(6, 16)", "b: Dropout(0.5)", "c: Linear(16, 16)", "Tanh", "head: Linear(16, 3)")]
    [InlineData("a: Linear(6, 16)", "Unflatten(1, [4, 4])", "b: LayerNorm(4)", "Flatten(0)", "c: Unflatten(0, [-1, 16])", "head: Linear(16, 3)")]
    [InlineData("a: Linear(6, 16)", "Hardtanh(-6.0, 6.0)", "b: Softplus", "c: LogSoftmax(1)", "head: Linear(16, 3)")]
    public void A_sequence_trains_to_the_numbers_of_the_whole(params string[] layers) => AssertSame(() => ModelImporter.FromLayers("s", layers, new ImportOptions { Seed = 1 }), 6);

    [Fact]
    public void A_sequence_of_images_trains_to_the_numbers_of_the_whole()
    {
        string[] layers = ["a: Conv2d(2, 4, 3, padding=1)", "ReLU", "b: Conv2d(4, 8, 1, stride=2)", "c: GroupNorm(2, 8)", "MaxPool2d(4)", "Flatten", "head: Linear(8, 3)"];
        AssertSame(() => ModelImporter.FromLayers("s", layers, new ImportOptions { Seed = 1 }), 2, 8, 8);
    }

    [Theory]
    [InlineData("clamp")]
    [InlineData("branch")]
    [InlineData("count")]
    [InlineData("batch")]
    [InlineData("dropout")]
    [InlineData("twice")]
    public void A_module_in_CSharp_trains_to_the_numbers_of_the_whole(string behavior)
    {
        AssertSame(() => SmallNetwork.Model(Behaving(behavior, ("a", nn.Linear(6, 16)), ("b", nn.Linear(16, 16)), ("c", nn.Linear(16, 16)), ("head", nn.Linear(16, 3)))), 6);
        // The same within a sequence, whose order is known.
        AssertSame(() => SmallNetwork.Of(("a", nn.Linear(6, 16)), ("b", Behaving(behavior, ("a", nn.Linear(16, 16)), ("b", nn.Linear(16, 16)))), ("c", nn.Linear(16, 16)), ("head", nn.Linear(16, 3))), 6);
    }

    private static void AssertSame(Func<TorchModel> build, params long[] shape)
    {
        TorchModel Frozen()
        {
            manual_seed(1);
            var model = build();
            model.Request(new FreezeRequest { Selection = FreezeSelection.TrainOnly, Patterns = ["head"], AllowUninitialized = true });
            return model;
        }

        BackboneRun Run(FeatureCacheMode mode, bool runsApart) => BackboneRun.Of(Frozen, Data(shape), Data(shape), Three with { FeatureCache = mode, RunsApart = runsApart });
        var whole = Run(FeatureCacheMode.Off, runsApart: false);
        foreach (var mode in (FeatureCacheMode[])[FeatureCacheMode.Off, FeatureCacheMode.Memory])
        {
            var apart = Run(mode, runsApart: true);
            Assert.Equal(whole.Records.SelectMany(record => record.StepLosses), apart.Records.SelectMany(record => record.StepLosses));
            Assert.Equal(whole.Records.Select(record => record.ValidationLoss), apart.Records.Select(record => record.ValidationLoss));
            foreach (var (name, bytes) in whole.Bytes)
                Assert.True(bytes.AsSpan().SequenceEqual(apart.Bytes[name]), $"{name} differs.");
        }
    }

    private static TorchDataset Data(long[] shape)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(7);
        var inputs = randn([Samples, .. shape], generator: generator);
        inputs[Outlier].mul_(shape.Length > 1 ? 6 : 30);
        return TensorDataset.Of(inputs.DetachFromDisposeScope(), (arange(Samples, ScalarType.Int64) % 3).DetachFromDisposeScope());
    }

    private static UserModule Behaving(string behavior, params (string Name, nn.Module<Tensor, Tensor> Part)[] parts)
    {
        var count = 0;
        return new UserModule((module, input) =>
        {
            var x = input;
            foreach (var (name, _) in parts)
            {
                x = module.Part(name, x);
                if (name == "a")
                {
                    x = behavior switch
                    {
                        "clamp" => x.clamp(max: 6),
                        "branch" => x.max().item<float>() > 4 ? x * 0.1 : x,
                        "count" => x * (1 + (0.01 * ++count)),
                        "batch" => x - x.mean([0L], true),
                        "dropout" => nn.functional.dropout(x, 0.3, module.training),
                        _ => name == "a" && x.shape[^1] == 16 && parts.Length == 4 ? module.Part("b", x) : x,
                    };
                }
            }

            return x;
        }, parts);
    }
}
