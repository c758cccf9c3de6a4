using System.Collections;
using Freeze.Models;
using Freeze.Optimization;
using Freeze.Optimization.State;
using Freeze.Tests.WeightFiles;
using TorchSharp;
using Xunit;

namespace Freeze.Tests.Optimization.State;

/// <summary>State of PyTorch goes to the parameter that it is of, or nowhere.</summary>
public sealed class ParameterOrderTests(ParameterOrderTests.Files files) : IClassFixture<ParameterOrderTests.Files>
{
    // Layers of equal shapes, whose momentum tells them apart: a 1, b 2, c 3.
    private const string Save = """
        import sys, os, collections, torch
        from torch import nn
        def save(name, groups, **more):
            groups = [dict(g) if isinstance(g, dict) else g for g in groups]
            optimizer = torch.optim.SGD(groups, lr=0.1, momentum=0.9)
            for value, layer in enumerate([net.a, net.b, net.c]):
                for p in layer.parameters():
                    if any(p is q for g in optimizer.param_groups for q in g['params']):
                        optimizer.state[p]['momentum_buffer'] = torch.full_like(p, value + 1.0)
            state = optimizer.state_dict()
            if more.pop('named', False):
                names = {id(p): n for n, p in net.named_parameters()}
                for saved, group in zip(state['param_groups'], optimizer.param_groups):
                    saved['param_names'] = [names[id(p)] for p in group['params']]
            torch.save({'optimizer': state, **more}, os.path.join(sys.argv[1], name + '.pth'))
        net = nn.Sequential(collections.OrderedDict(a=nn.Linear(4, 4), b=nn.Linear(4, 4), c=nn.Linear(4, 4)))
        a, b, c = (dict(params=list(layer.parameters())) for layer in (net.a, net.b, net.c))
        ab = dict(params=a['params'] + b['params'])
        save('whole', net.parameters(), model=net.state_dict())
        save('headfirst', [c, ab])
        save('three', [c, a, b])
        save('rates', [dict(c, lr=0.5), dict(a, lr=0.05), dict(b, lr=0.005)])
        save('named', [c, a, b], named=True)
        save('part', [c])
        other = collections.OrderedDict((f'{k}.{n}', net.state_dict()[f'{k}.{n}']) for k in 'cab' for n in ('weight', 'bias'))
        save('other', c['params'] + a['params'] + b['params'], model=other)
        """;

    [Theory]
    [InlineData("whole", "")]
    [InlineData("whole", "c b")]
    [InlineData("other", "")]
    [InlineData("named", "")]
    [InlineData("named", "b c")]
    [InlineData("headfirst", "c")]
    [InlineData("rates", "a:0.05 b:0.005 c:0.5")]
    [InlineData("rates", "c:0.5 b:0.005 a:0.05")]
    public void It_goes_to_the_parameter_that_it_is_of(string file, string groups)
    {
        using var optimizer = Optimizer(groups);
        Assert.Equal(6, Restore(optimizer, file).Carried.Count);
        foreach (var (layer, value) in new[] { ("a", 1f), ("b", 2f), ("c", 3f) })
        {
            Assert.Equal(value, optimizer.State[$"{layer}.weight"].Tensors["momentum_buffer"].data<float>()[0]);
            Assert.Equal(value, optimizer.State[$"{layer}.bias"].Tensors["momentum_buffer"].data<float>()[0]);
        }
    }

    [Theory]
    [InlineData("headfirst", "")]
    [InlineData("three", "")]
    [InlineData("three", "a b c")]
    [InlineData("three", "c a b")]
    [InlineData("rates", "a b c")]
    [InlineData("part", "")]
    public void What_fits_in_several_ways_is_refused_and_nothing_is_lost(string file, string groups)
    {
        using var optimizer = Optimizer(groups);
        Restore(optimizer, "whole");
        var error = Assert.Throws<FreezeException>(() => Restore(optimizer, file));
        Assert.Equal(ErrorCode.CheckpointMismatch, error.Code);
        Assert.Equal(2, optimizer.State["b.bias"].Tensors["momentum_buffer"].data<float>()[0]);
    }

    [Fact]
    public void More_ways_than_can_be_tried_are_none()
    {
        Assert.Equal([[1, 0]], new GroupMatching(2, 2, (saved, own) => saved != own).Solutions());
        Assert.Equal(2, new GroupMatching(3, 3, (_, _) => true).Solutions().Count);
        Assert.Empty(new GroupMatching(40, 40, (saved, own) => saved < 39 || own < 0).Solutions());
    }

    private OptimizerStateReport Restore(GroupedOptimizer optimizer, string file) => OptimizerStateFile.Restore(optimizer, System.IO.Path.Combine(files.Path, $"{file}.pth"));

    // Groups by layer, each with its rate where it has one of its own.
    private static GroupedOptimizer Optimizer(string groups)
    {
        var model = ModelImporter.FromLayers("small", ["a: Linear(4, 4)", "b: Linear(4, 4)", "c: Linear(4, 4)"], new ImportOptions { Seed = 1 });
        return ModelOptimizer.Create(model, new GroupPlanRequest
        {
            Parameters = [],
            Settings = new OptimizerSettings { LearningRate = 0.1, Momentum = 0.9 },
            Rules = [.. groups.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Rule)],
        });
    }

    private static GroupSpecification Rule(string group)
    {
        var parts = group.Split(':');
        var table = new Hashtable { ["Layer"] = parts[0] };
        if (parts.Length > 1)
            table["LearningRate"] = double.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture);
        return GroupSpecification.Parse(table);
    }

    /// <summary>Files that PyTorch wrote.</summary>
    public sealed class Files : IDisposable
    {
        private readonly CheckpointFolder _folder = new();

        public Files() => PythonTorch.Run(Save, _folder.Path);

        public string Path => _folder.Path;

        public void Dispose() => _folder.Dispose();
    }
}
