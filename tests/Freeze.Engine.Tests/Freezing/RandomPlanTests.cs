using CsCheck;
using Freeze.Freezing;
using Freeze.Models;
using Freeze.Networks;
using Freeze.Optimization;
using Freeze.Reporting;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Freeze.Tests.Freezing;

/// <summary>Freezing, unfreezing, optimizers and steps in random order on a small net with normalisation.</summary>
public sealed class RandomPlanTests
{
    private static readonly string[] Patterns = ["stem", "stem.norm", "*.weight", "middle", "middle.norm.bias", "spare", "head", "*norm*"];
    private static readonly OptimizerAlgorithm[] Algorithms = [OptimizerAlgorithm.SGD, OptimizerAlgorithm.AdamW, OptimizerAlgorithm.Adam, OptimizerAlgorithm.RMSprop];

    // What happens next, and a number that settles the details.
    private static readonly Gen<(int What, int Detail)[]> Histories = Gen.Select(Gen.Int[0, 9], Gen.Int[0, 1000]).Array[10, 40];

    [Fact]
    public void A_parameter_moves_in_a_step_if_and_only_if_it_trains_and_got_a_gradient() => Histories.Sample(Live, iter: 60, threads: 1);

    private static void Live((int What, int Detail)[] history)
    {
        using var scope = NewDisposeScope();
        using var model = SmallNetwork.Model(new Network());
        var frozen = new Dictionary<string, byte[]>();
        GroupedOptimizer? optimizer = null;
        foreach (var (what, detail) in history)
        {
            switch (what)
            {
                case 0 or 1:
                    model.Request(Named(detail) with { BatchNorm = detail % 3 == 0 ? (BatchNormPolicy)(detail % 4) : null });
                    break;
                case 2:
                    model.Request(Named(detail) with { Unfreeze = true });
                    break;
                case 3:
                    model.Request(Named(detail) with { Selection = detail % 2 == 0 ? FreezeSelection.TrainOnly : FreezeSelection.Named });
                    break;
                case 4:
                    optimizer?.Dispose();
                    optimizer = Optimize(model, detail);
                    break;
                default:
                    if (optimizer is not null && model.Parameters.Any(parameter => parameter.Trainable && parameter.Layer != "spare"))
                        Step(model, optimizer, keepGradients: detail % 5 == 0);
                    break;
            }

            CheckFrozen(model, frozen);
        }

        optimizer?.Dispose();
    }

    private static void Step(TorchModel model, GroupedOptimizer optimizer, bool keepGradients)
    {
        using var scope = NewDisposeScope();
        var before = model.Bytes();
        if (!keepGradients)
            optimizer.ZeroGrad();
        ModuleModes.Train(model);
        var input = randn([6, 2, 3, 3], float64);
        ForwardPass.Run(model, input).square().mean().backward();
        var moves = model.Parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Trainable && parameter.Value.grad is not null);
        optimizer.Step();
        var after = model.Bytes();
        foreach (var (name, expected) in moves)
            Assert.True(expected == !before[name].AsSpan().SequenceEqual(after[name]), $"{name} {(expected ? "stood still" : "moved")}");
        foreach (var node in model.Nodes.Where(node => node.KeepsStatistics))
            Assert.Equal(model.Freezing.KeepsStoredStatistics(node.Name), before[$"{node.Name}.running_mean"].AsSpan().SequenceEqual(after[$"{node.Name}.running_mean"]));
        Assert.All(optimizer.State.Keys, name => Assert.True(moves[name]));
    }

    // From the freeze to the thaw every bit stays, whatever happens in between.
    private static void CheckFrozen(TorchModel model, Dictionary<string, byte[]> frozen)
    {
        var now = model.Bytes();
        var held = FrozenProof.Frozen(model).Select(tensor => tensor.Name).ToHashSet();
        foreach (var thawed in frozen.Keys.Except(held).ToList())
            frozen.Remove(thawed);
        foreach (var name in held)
            Assert.True(!frozen.TryAdd(name, now[name]) ? frozen[name].AsSpan().SequenceEqual(now[name]) : true, $"{name} moved while it was frozen");
        Assert.All(new ParameterReport(model, null, DriftReference.Freeze(model)).Parameters(false), row => Assert.NotEqual(false, row.Intact));
        Assert.Equal(model.Parameters.Where(parameter => !parameter.Trainable).Select(parameter => parameter.Name).Order(), model.Freezing.Rules.Keys.Order());
    }

    private static FreezeRequest Named(int detail) => new() { Selection = FreezeSelection.Named, Patterns = [Patterns[detail % Patterns.Length]] };

    private static GroupedOptimizer Optimize(TorchModel model, int detail) => ModelOptimizer.Create(model, new GroupPlanRequest
    {
        Parameters = [],
        Algorithm = Algorithms[detail % Algorithms.Length],
        Settings = new OptimizerSettings { LearningRate = 0.05, WeightDecay = detail % 2 == 0 ? 0.1 : 0, Momentum = detail % Algorithms.Length is 0 or 3 ? 0.9 : null },
    });

    private sealed class Network : nn.Module<Tensor, Tensor>
    {
        private readonly nn.Module<Tensor, Tensor> stem = nn.Sequential(("conv", nn.Conv2d(2, 3, 2, bias: false)), ("norm", nn.BatchNorm2d(3)), ("act", nn.Tanh()));
        private readonly nn.Module<Tensor, Tensor> middle = nn.Sequential(("flat", nn.Flatten()), ("linear", nn.Linear(12, 5, hasBias: false)), ("norm", nn.BatchNorm1d(5)), ("act", nn.Tanh()));
        // The forward pass leaves it out, so that it never gets a gradient: decay must not move it.
        private readonly nn.Module<Tensor, Tensor> spare = nn.Linear(2, 2);
        private readonly nn.Module<Tensor, Tensor> head = nn.Linear(5, 2);

        public Network() : base(nameof(Network))
        {
            RegisterComponents();
            this.to(float64);
        }

        public override Tensor forward(Tensor input) => head.call(middle.call(stem.call(input)));
    }
}
