using System.Text;
using Freeze.Freezing;
using Freeze.Reporting;
using Freeze.Training;

namespace Freeze.Benchmarks;

/// <summary>What the report says a training step costs under a freeze plan, beside what it takes.</summary>
internal sealed class StepShares : IBenchmark
{
    private const int Batch = 8, Rounds = 7;

    private static readonly (string Plan, FreezeSelection Selection, string[] Patterns)[] Plans =
    [
        ("nothing frozen", FreezeSelection.TrainOnly, ["*"]),
        ("first two blocks frozen", FreezeSelection.Through, ["layer2"]),
        ("all but layer4 and fc frozen", FreezeSelection.TrainOnly, ["layer4", "fc"]),
        ("head only", FreezeSelection.TrainOnly, ["fc"]),
        ("stem to layer2 trained, the rest frozen", FreezeSelection.TrainOnly, ["conv1", "bn1", "layer1", "layer2"]),
    ];

    public string Name => "shares";

    public string Title => "The cost of a step under a freeze plan, stated and measured";

    public string Run()
    {
        var models = Plans.Select(plan => ExampleJob.Random("resnet18", 1000)).ToList();
        foreach (var (model, plan) in models.Zip(Plans))
            model.Apply(model.Plan(new FreezeRequest { Selection = plan.Selection, Patterns = plan.Patterns, AllowUninitialized = true }));
        var stated = models.Select(model => new ParameterReport(model, null, null).Total().StepCost!.Value).ToList();
        var runs = models.Select(model => new FineTuneRun(ExampleJob.Optimizer(model), ExampleJob.Noise(Batch, 224), null, new FineTuneOptions { FeatureCache = FeatureCacheMode.Off, Epochs = int.MaxValue, BatchSize = Batch, Seed = 1, FrozenProof = false }).Steps().GetEnumerator()).ToList();
        var medians = Interleaved.Medians(3, Rounds, [.. runs.Select(run => (Action)(() => run.MoveNext()))]);
        runs.ForEach(run => run.Dispose());
        models.ForEach(model => model.Dispose());

        var table = new StringBuilder(FormattableString.Invariant($"resnet18, {Batch}x3x224x224. Stated: multiply-adds of forward pass, weight gradients and input gradients where each is needed, relative to nothing frozen (StepCost).\n\n| plan | stated | measured | ms |\n|---|---:|---:|---:|\n"));
        for (var i = 0; i < Plans.Length; i++)
            table.Append(FormattableString.Invariant($"| {Plans[i].Plan} | {stated[i]:F3} | {medians[i] / medians[0]:F3} | {medians[i]:F0} |\n"));
        return table.ToString();
    }
}
