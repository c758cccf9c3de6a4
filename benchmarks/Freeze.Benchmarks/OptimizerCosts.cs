using System.Text;
using Freeze.Models;
using Freeze.Optimization;
using TorchSharp;

namespace Freeze.Benchmarks;

/// <summary>A step over every tensor of resnet50, beside TorchSharp's own and a plain copy of as many bytes.</summary>
internal sealed class OptimizerCosts : IBenchmark
{
    private const int WarmUp = 3, Rounds = 21;

    public string Name => "optimizers";

    public string Title => "An optimizer's step over resnet50";

    public string Run()
    {
        var table = new StringBuilder("161 tensors, 25.6 million elements, gradients there beforehand. The floor is a copy from one flat tensor to another that reads and writes together as many bytes as the step must touch: parameters, gradients and state read, parameters and state written.\n\n")
            .Append("| algorithm | bytes touched, MB | copy, ms | Freeze, ms | ratio to the copy | TorchSharp, ms | Freeze to TorchSharp |\n|---|---:|---:|---:|---:|---:|---:|\n");
        table.Append(Row("SGD, momentum 0.9, decay 1e-4", 5, new OptimizerSettings { LearningRate = 1e-5, Momentum = 0.9, WeightDecay = 1e-4 }, OptimizerAlgorithm.SGD,
            parameters => torch.optim.SGD(parameters, 1e-5, momentum: 0.9, weight_decay: 1e-4)));
        table.Append(Row("AdamW, decay 0.01", 7, new OptimizerSettings { LearningRate = 1e-6 }, OptimizerAlgorithm.AdamW, parameters => torch.optim.AdamW(parameters, 1e-6)));
        return table.ToString();
    }

    private static string Row(string what, int passes, OptimizerSettings settings, OptimizerAlgorithm algorithm, Func<IEnumerable<TorchSharp.Modules.Parameter>, torch.optim.Optimizer> own)
    {
        using var scope = torch.NewDisposeScope();
        using var ours = ExampleJob.Random("resnet50", 1000);
        using var theirs = ExampleJob.Random("resnet50", 1000);
        using var optimizer = ModelOptimizer.Create(ours, new GroupPlanRequest { Parameters = [], Algorithm = algorithm, Settings = settings });
        using var plain = own(theirs.Parameters.Select(parameter => parameter.Value).ToArray());
        foreach (var parameter in ours.Parameters.Concat(theirs.Parameters))
            parameter.Value.grad = torch.full_like(parameter.Value, 1e-4).DetachFromDisposeScope();
        var count = ours.ParameterCount;
        var (source, target) = (torch.ones(count * passes / 2), torch.zeros(count * passes / 2));
        var times = Interleaved.Medians(WarmUp, Rounds, () => target.copy_(source), optimizer.Step, () => plain.step());
        return FormattableString.Invariant($"| {what} | {count * passes * 4 / 1e6:F0} | {times[0]:F1} | {times[1]:F1} | {times[1] / times[0]:F2} | {times[2]:F1} | {times[1] / times[2]:F2} |\n");
    }
}
