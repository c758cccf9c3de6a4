using Freeze.Models;
using Freeze.Networks;
using Freeze.Optimization;
using Freeze.Optimization.State;
using Freeze.Tensors;
using Freeze.Tests.WeightFiles;
using Freeze.WeightFiles.Reading;
using TorchSharp;
using Xunit;

namespace Freeze.Tests.Optimization.State;

/// <summary>The optimizer state of PyTorch's own training checkpoints.</summary>
public sealed class PyTorchStateTests : IDisposable
{
    // Three steps, a checkpoint, three more: with groups in another order than the model's.
    private const string Train = """
        import sys, os, collections, torch
        from torch import nn
        def network():
            net = nn.Sequential(collections.OrderedDict(a=nn.Linear(4, 5), b=nn.Tanh(), c=nn.Linear(5, 5), d=nn.Tanh(), e=nn.Linear(5, 3)))
            return net
        x = torch.linspace(0, 20, 32).sin().reshape(8, 4)
        y = torch.tensor([i % 3 for i in range(8)])
        cases = dict(SGD=dict(lr=0.1, momentum=0.9), Adam=dict(amsgrad=True), AdamW={}, RMSprop=dict(momentum=0.9, centered=True), Adagrad={}, Adadelta={}, Adamax={}, RAdam={}, ASGD=dict(t0=1, lambd=0.01), Rprop={}, LBFGS=dict(max_iter=3, lr=0.3))
        for name, args in cases.items():
            torch.manual_seed(1)
            net = network()
            groups = net.parameters() if name == 'LBFGS' else [dict(params=net.e.parameters()), dict(params=net.a.parameters()), dict(params=net.c.parameters())]
            optimizer = getattr(torch.optim, name)(groups, **args)
            def step():
                def closure():
                    optimizer.zero_grad(set_to_none=True)
                    loss = nn.functional.cross_entropy(net(x), y)
                    loss.backward()
                    return loss
                optimizer.step(closure)
            for i in range(3): step()
            torch.save({'epoch': 3, 'model': net.state_dict(), 'optimizer': optimizer.state_dict()}, os.path.join(sys.argv[1], name + '.pth'))
            for i in range(3): step()
            torch.save(net.state_dict(), os.path.join(sys.argv[1], name + '.final.pth'))
        """;

    private readonly CheckpointFolder _folder = new();

    [Fact]
    public void A_run_of_PyTorch_goes_on()
    {
        PythonTorch.Run(Train, _folder.Path);
        using var scope = torch.NewDisposeScope();
        foreach (var algorithm in Enum.GetValues<OptimizerAlgorithm>().Except([OptimizerAlgorithm.NAdam]))
        {
            // PyTorch 1.13's NAdam remembers the same, but steps otherwise.
            using var small = new SmallOptimizer(algorithm, option: Options(algorithm), rules: algorithm == OptimizerAlgorithm.LBFGS ? [] : [SmallOptimizer.Rule("e"), SmallOptimizer.Rule("a")]);
            Load(small, $"{algorithm}.pth", "model.");
            var report = OptimizerStateFile.Restore(small.Optimizer, Path.Combine(_folder.Path, $"{algorithm}.pth"));
            Assert.True(report.ToString() == "6 carried, 0 fresh, 0 dropped", $"{algorithm}: {string.Join("; ", report.Reasons)}");
            var own = small.Step(3);
            Load(small, $"{algorithm}.final.pth", "");
            foreach (var (mine, its) in own.Zip(small.Values()))
                Assert.True(mine.Zip(its).Max(pair => Math.Abs(pair.First - pair.Second)) < (algorithm == OptimizerAlgorithm.LBFGS ? 1e-3 : 1e-5), algorithm.ToString());
        }
    }

    [Theory]
    [InlineData("nrn_model_adam_ckpt.pth", OptimizerAlgorithm.Adam, 2)]
    [InlineData("nrn_dataparallel_ckpt.pth", OptimizerAlgorithm.SGD, 17)]
    public void Parameters_are_found_by_their_shapes(string file, OptimizerAlgorithm algorithm, int carried)
    {
        using var model = ModelImporter.FromArchitecture("resnet18", new ImportOptions { Build = new ArchitectureOptions { Width = 4, ClassCount = 10 } });
        using var optimizer = ModelOptimizer.Create(model, new GroupPlanRequest { Parameters = [], Algorithm = algorithm, Settings = new OptimizerSettings { Option = algorithm == OptimizerAlgorithm.Adam ? new Dictionary<string, object?> { ["amsgrad"] = true } : [] } });
        var path = Path.Combine(CheckpointFixtures.Selection, "good", file);
        var report = OptimizerStateFile.Restore(optimizer, path);
        Assert.Equal(model.Parameters.Select(parameter => parameter.Name).TakeLast(carried), report.Carried);
        Assert.Equal(62 - carried, report.Fresh.Count);

        // Of the file: the head's weight has number 0 where it stands alone, and 15 behind fifteen tensors of layer4.
        using var checkpoint = Checkpoint.Open(path);
        var (number, name) = algorithm == OptimizerAlgorithm.Adam ? (0, "exp_avg") : (15, "momentum_buffer");
        using var expected = checkpoint.Tensors.Single(tensor => tensor.Name == $"optimizer.state.{number}.{name}").ToTensor();
        Assert.True(expected.allclose(optimizer.State["fc.weight"].Tensors[name], 0, 0));
        Assert.All(report.Carried, parameter => Assert.Equal(algorithm == OptimizerAlgorithm.Adam, optimizer.State[parameter].Numbers.ContainsKey("step")));
    }

    [Theory]
    [InlineData("nrn_zip.pth", "holds no optimizer state")]
    [InlineData("nrn.safetensors", "holds no optimizer state")]
    public void A_file_without_state_is_refused(string file, string message)
    {
        using var small = new SmallOptimizer(OptimizerAlgorithm.Adam);
        small.Step(1);
        var error = Assert.Throws<FreezeException>(() => OptimizerStateFile.Restore(small.Optimizer, Path.Combine(CheckpointFixtures.Selection, "good", file)));
        Assert.Equal(ErrorCode.CheckpointMismatch, error.Code);
        Assert.Contains(message, error.Message);
        Assert.Equal(6, small.Optimizer.State.Count);
    }

    [Fact]
    public void State_of_another_model_is_refused_and_nothing_is_lost()
    {
        using var small = new SmallOptimizer(OptimizerAlgorithm.Adam);
        small.Step(1);
        var error = Assert.Throws<FreezeException>(() => OptimizerStateFile.Restore(small.Optimizer, Path.Combine(CheckpointFixtures.Selection, "good", "nrn_model_adam_ckpt.pth")));
        Assert.Equal(ErrorCode.CheckpointMismatch, error.Code);
        Assert.Contains("numbers 2 parameters in 1 group(s)", error.Message);
        Assert.Equal(6, small.Optimizer.State.Count);
    }

    [Fact]
    public void Runs_are_placed_without_overlap_and_within_bounds()
    {
        Assert.Equal([[0, 2], [2, 0]], new RunPlacement([[0, 2], [0, 2]], [2, 2], 4).Solutions(5));
        Assert.Equal([[0, 2]], new RunPlacement([[0], [1, 2]], [2, 2], 4).Solutions(5));
        Assert.Empty(new RunPlacement([[0], [0]], [1, 1], 4).Solutions(5));
        // Sixty runs that could lie anywhere, and one more that cannot: given up, not waited for.
        Assert.Empty(new RunPlacement([.. Enumerable.Repeat(Enumerable.Range(0, 61).ToArray(), 60), []], [.. Enumerable.Repeat(1, 61)], 61).Solutions(1));
    }

    public void Dispose() => _folder.Dispose();

    private void Load(SmallOptimizer small, string file, string prefix)
    {
        using var checkpoint = Checkpoint.Open(Path.Combine(_folder.Path, file));
        var tensors = checkpoint.Tensors.ToDictionary(tensor => tensor.Name);
        using var off = torch.no_grad();
        foreach (var parameter in small.Parameters)
        {
            using var value = tensors[prefix + parameter.Name].ToTensor();
            parameter.Value.copy_(value);
        }
    }

    private static Dictionary<string, object?> Options(OptimizerAlgorithm algorithm) => algorithm switch
    {
        OptimizerAlgorithm.SGD => new() { ["lr"] = 0.1, ["momentum"] = 0.9 },
        OptimizerAlgorithm.RMSprop => new() { ["momentum"] = 0.9, ["centered"] = true },
        OptimizerAlgorithm.Adam => new() { ["amsgrad"] = true },
        OptimizerAlgorithm.ASGD => new() { ["t0"] = 1, ["lambd"] = 0.01 },
        OptimizerAlgorithm.LBFGS => new() { ["max_iter"] = 3, ["lr"] = 0.3 },
        _ => [],
    };
}
