using System.Text;
using Freeze.Freezing;
using Freeze.Models;
using Freeze.Reporting;
using TorchSharp;

namespace Freeze.Benchmarks;

/// <summary>What freezing and knowing cost: plans and reports of a model with very many tensors, and the proof of a large one.</summary>
internal sealed class FreezeCosts : IBenchmark
{
    private const int Rounds = 9;

    public string Name => "freezing";

    public string Title => "Plans, reports and proofs";

    public string Run()
    {
        var table = new StringBuilder("The model of many tensors is 100 blocks of 50 linear layers. A proof is taken at an epoch's start and compared at its end; resnet50 has all but its head frozen, 94 MB.\n\n| what | ms |\n|---|---:|\n");
        using (var many = Many())
        {
            table.Append(FormattableString.Invariant($"| a report on 10,000 parameter tensors | {Median(() => Require(10_000, new ParameterReport(many, null, null).Parameters(statistics: false).Count())):F0} |\n"));
            table.Append(FormattableString.Invariant($"| the same with drift since import | {Median(() => Require(10_000, new ParameterReport(many, null, DriftReference.Import(many)).Parameters(statistics: false).Count())):F0} |\n"));
            table.Append(FormattableString.Invariant($"| planning and freezing half of them, and thawing them again | {Median(() => Toggle(many, "block0*", "block1*", "block2*", "block3*", "block4*")):F0} |\n"));
        }

        using var large = ExampleJob.FrozenThrough(ExampleJob.Random("resnet50", 5), "layer4");
        table.Append(FormattableString.Invariant($"| proof of resnet50, taken | {Median(() => FrozenProof.Take(large)):F1} |\n"));
        var proof = FrozenProof.Take(large);
        table.Append(FormattableString.Invariant($"| proof of resnet50, compared | {Median(() => proof.Verify(large)):F1} |\n"));
        table.Append(FormattableString.Invariant($"| freezing resnet50 for the first time, imprints of every tensor included | {Median(() => Toggle(large, "layer*")):F0} |\n"));
        return table.ToString();
    }

    private static double Median(Action way) => Interleaved.Medians(2, Rounds, way)[0];

    private static void Require(int expected, int count)
    {
        if (count != expected)
            throw new InvalidOperationException($"The report has {count} rows, not {expected}.");
    }

    private static void Toggle(TorchModel model, params string[] patterns)
    {
        foreach (var unfreeze in new[] { true, false })
            model.Apply(model.Plan(new FreezeRequest { Selection = FreezeSelection.Named, Patterns = patterns, Unfreeze = unfreeze, AllowUninitialized = true }));
    }

    private static TorchModel Many()
    {
        var blocks = Enumerable.Range(0, 100).Select(block => ($"block{block:D2}", Sequence(Enumerable.Range(0, 50).Select(layer => ($"{layer}", (torch.nn.Module<torch.Tensor, torch.Tensor>)torch.nn.Linear(4, 4))))));
        return ModelImporter.FromModule(Sequence(blocks), new ImportOptions());
    }

    private static torch.nn.Module<torch.Tensor, torch.Tensor> Sequence(IEnumerable<(string, torch.nn.Module<torch.Tensor, torch.Tensor>)> layers) => torch.nn.Sequential(layers);
}
