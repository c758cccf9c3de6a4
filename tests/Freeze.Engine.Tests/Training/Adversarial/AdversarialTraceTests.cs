using System.Text.Json;
using Freeze.Freezing;
using Freeze.Models;
using Freeze.Tensors;
using Freeze.Tests.Models;
using Freeze.Tests.Optimization.Traces;
using Freeze.Training.Adversarial;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Freeze.Tests.Training.Adversarial;

/// <summary>Recorded runs of PyTorch over two small networks, step by step: losses, gradients, weights and statistics.</summary>
[Collection(nameof(ProcessRandomState))]
public sealed class AdversarialTraceTests
{
    private static readonly JsonElement[] Given = Read("gan.json"), More = Read("gan_more.json");

    public static TheoryData<string, bool> MoreCases
    {
        get
        {
            var cases = new TheoryData<string, bool>();
            foreach (var name in More.Select(element => element.GetProperty("name").GetString()!))
            {
                cases.Add(name, false);
                cases.Add(name, true);
            }

            return cases;
        }
    }

    [Theory]
    [InlineData("gan_alternating", false)]
    [InlineData("gan_alternating", true)]
    [InlineData("gan_bn_d_eval_in_g", false)]
    [InlineData("gan_bn_d_eval_in_g", true)]
    [InlineData("gan_freezeD", false)]
    [InlineData("gan_freezeD", true)]
    public void A_run_follows_PyTorch(string name, bool float64)
    {
        var reference = Given.Single(element => element.GetProperty("name").GetString() == name);
        var norm = name == "gan_bn_d_eval_in_g";
        var tuned = name == "gan_freezeD";
        using var outer = NewDisposeScope();
        var start = tuned ? TraceTensors.Read(Path.Combine("tensors", "gan_alternating")).Where(pair => pair.Key.StartsWith("f32.final.", StringComparison.Ordinal)).ToDictionary(pair => pair.Key["f32.final.".Length..], pair => pair.Value)
            : TraceTensors.Read(norm ? "gan_init_bn" : "gan_init");
        var gradients = new List<double[]>();
        AdversarialTrace? running = null;
        using var trace = new AdversarialTrace(new AdversarialOptions { LatentSize = 2, PhaseStatistics = norm ? PhaseStatistics.Stored : PhaseStatistics.Batch }, start, float64, discriminatorNorm: norm, real: tuned ? "real_shifted" : "real")
        {
            AfterEachStep = step =>
            {
                if (step.Learner == AdversarialRole.Generator)
                    gradients.Add([.. running!.Generator.Parameters.Select(parameter => parameter.Value.grad!.norm().to(ScalarType.Float64).item<double>())]);
            },
        };
        running = trace;
        if (tuned)
            trace.Discriminator.Apply(trace.Discriminator.Plan(new FreezeRequest { Selection = FreezeSelection.Named, Patterns = ["0", "2"] }));
        // The run with normalisation was made with a rate of 0.02; the 0.05 in the file is a slip, as its second step shows.
        var (algorithm, rate) = norm ? ("SGD", 0.02) : ("Adam", 2e-3);
        var record = trace.Run(
            AdversarialTrace.Optimizer(trace.Generator, algorithm, rate, tuned ? [(["0", "2"], 2e-4), (["4"], 2e-3)] : []),
            AdversarialTrace.Optimizer(trace.Discriminator, algorithm, rate));

        var tolerance = float64 ? 1e-9 : 5e-6;
        var expected = reference.GetProperty(float64 ? "trace_f64" : "trace_f32");
        trace.AssertLosses(record, expected, tolerance);
        Assert.True(trace.MaximumDifference(TraceTensors.Read(Path.Combine("tensors", name)), float64 ? "f64.final." : "f32.final.", statistics: true) <= tolerance);
        foreach (var (norms, wanted) in gradients.Zip(expected.GetProperty("g_grad_norms").EnumerateArray()))
            Assert.All(norms.Zip(wanted.EnumerateArray().Select(value => value.GetDouble())), pair => Assert.Equal(pair.Second, pair.First, tolerance));
        Assert.Equal(AdversarialTrace.Steps, gradients.Count);
        Assert.True(record.GeneratorIntact);
        Assert.True(record.DiscriminatorIntact);
        Assert.Equal(tuned ? ["0.weight", "0.bias", "2.weight", "2.bias"] : [], trace.Discriminator.Parameters.Where(parameter => !parameter.Trainable).Select(parameter => parameter.Name));
    }

    // Normalisation over batches blows rounding up: PyTorch's own runs in single and double precision differ by 0.02 there at the end, so that only the first steps are compared.
    [Theory]
    [MemberData(nameof(MoreCases))]
    public void Another_run_follows_PyTorch(string name, bool float64)
    {
        var reference = More.Single(element => element.GetProperty("name").GetString() == name);
        int Count(string option) => reference.TryGetProperty(option, out var value) ? value.GetInt32() : 1;
        bool Has(string option) => reference.TryGetProperty(option, out var value) && value.GetBoolean();
        using var outer = NewDisposeScope();
        var more = TraceTensors.Read("gan_more");
        Dictionary<string, Tensor> start = [];
        foreach (var (key, value) in TraceTensors.Read("gan_init").Where(pair => !(Has("g_norm") && pair.Key.StartsWith('G')) && !(Has("d_norm") && pair.Key.StartsWith('D')))
            .Concat(TraceTensors.Read("gan_init_bn").Where(pair => Has("d_norm") && pair.Key.StartsWith('D')))
            .Concat(more.Where(pair => Has("g_norm") && pair.Key.StartsWith("start.", StringComparison.Ordinal)).Select(pair => KeyValuePair.Create(pair.Key["start.".Length..], pair.Value))))
            start[key] = value;
        using var trace = new AdversarialTrace(new AdversarialOptions
        {
            LatentSize = 2,
            DiscriminatorSteps = Count("d_steps"),
            GeneratorSteps = Count("g_steps"),
            Loss = reference.TryGetProperty("loss", out var loss) ? Enum.Parse<AdversarialLossKind>(loss.GetString()!) : AdversarialLossKind.Standard,
            LabelSmoothing = reference.TryGetProperty("smoothing", out var smoothing) ? smoothing.GetDouble() : 0,
            WeightClip = reference.TryGetProperty("clip", out var clip) ? clip.GetDouble() : null,
        }, start, float64, Has("g_norm"), Has("d_norm"));
        var algorithm = reference.GetProperty("optimizer").GetString()!;
        var record = trace.Run(AdversarialTrace.Optimizer(trace.Generator, algorithm), AdversarialTrace.Optimizer(trace.Discriminator, algorithm));

        var tolerance = float64 ? 1e-9 : 2e-5;
        var grows = Has("d_norm");
        trace.AssertLosses(record, reference.GetProperty(float64 ? "trace_f64" : "trace_f32"), grows && !float64 ? 2e-4 : tolerance, grows ? 12 : int.MaxValue);
        if (!grows)
            Assert.True(trace.MaximumDifference(more, $"{name}.{(float64 ? "f64" : "f32")}.", statistics: false) <= tolerance);
    }

    [Fact]
    public void The_gradient_penalty_and_its_gradients_are_PyTorch_s()
    {
        using var outer = NewDisposeScope();
        var more = TraceTensors.Read("gan_more");
        var network = nn.Sequential(("0", nn.Conv2d(2, 4, 3, padding: 1)), ("1", nn.BatchNorm2d(4)), ("2", nn.LeakyReLU(0.2)), ("3", nn.Conv2d(4, 1, 6)));
        using var model = ModelImporter.FromModule(network, new ImportOptions { DataType = "float64" });
        using (no_grad())
        {
            foreach (var tensor in model.StateTensors)
                tensor.Value.copy_(more[$"f64.gp.{tensor.Name}"]);
        }

        ModuleModes.Train(model);
        var penalty = GradientPenalty.Of(model, more["f64.gp.real"].to(ScalarType.Float64), more["f64.gp.fake"].to(ScalarType.Float64), more["f64.gp.shares"].to(ScalarType.Float64));
        Assert.Equal(more["f64.gp.value"].item<double>(), penalty.item<double>(), 1e-10);
        penalty.backward();
        var compared = 0;
        foreach (var parameter in model.Parameters.Where(parameter => more.ContainsKey($"f64.gp.grad.{parameter.Name}")))
        {
            Assert.InRange((parameter.Value.grad! - more[$"f64.gp.grad.{parameter.Name}"]).abs().max().item<double>(), 0, 1e-10);
            compared++;
        }

        Assert.InRange(compared, 4, 6);
    }

    private static JsonElement[] Read(string name) => [.. JsonDocument.Parse(File.ReadAllBytes(Path.Combine(TraceTensors.Folder, name))).RootElement.EnumerateArray()];
}
