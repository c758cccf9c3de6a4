using System.Collections;
using Freeze.Optimization;
using Freeze.Tensors;
using TorchSharp;
using static TorchSharp.torch.nn;

namespace Freeze.Tests.Optimization.State;

/// <summary>A network of three small layers with an optimizer, stepped on fixed data.</summary>
internal sealed class SmallOptimizer : IDisposable
{
    private readonly TorchSharp.Modules.Sequential _network;
    private readonly torch.Tensor _inputs;
    private readonly torch.Tensor _labels;

    /// <param name="algorithm">The algorithm.</param>
    /// <param name="outputs">Outputs of the last layer.</param>
    /// <param name="option">Options of the algorithm.</param>
    /// <param name="rules">Groups; none for one group of all.</param>
    public SmallOptimizer(OptimizerAlgorithm algorithm, int outputs = 3, Dictionary<string, object?>? option = null, params GroupSpecification[] rules)
    {
        _network = Sequential(("a", Linear(4, 5)), ("b", Tanh()), ("c", Linear(5, 5)), ("d", Tanh()), ("e", Linear(5, outputs)));
        using (torch.no_grad())
        {
            foreach (var (parameter, i) in _network.parameters().Select((parameter, i) => (parameter, i)))
                parameter.copy_(torch.linspace(-0.5 - i, 0.5, parameter.numel()).sin().reshape(parameter.shape));
        }

        _inputs = torch.linspace(0, 20, 32).sin().reshape(8, 4);
        _labels = torch.tensor(Enumerable.Range(0, 8).Select(i => (long)i % outputs).ToArray());
        Parameters = [.. _network.named_parameters().Select(pair => new NamedParameter(pair.name, pair.parameter))];
        Optimizer = new GroupedOptimizer(Parameters, GroupPlan.Create(new GroupPlanRequest
        {
            Parameters = [.. Parameters.Select(parameter => new ParameterShape(parameter.Name, parameter.Value.shape))],
            Algorithm = algorithm,
            Settings = new OptimizerSettings { Option = option ?? [] },
            Rules = rules,
        }));
    }

    public IReadOnlyList<NamedParameter> Parameters { get; }

    public GroupedOptimizer Optimizer { get; }

    public static GroupSpecification Rule(params string[] layers) => GroupSpecification.Parse(new Hashtable { ["Layer"] = layers });

    /// <summary>Steps, and returns every parameter's elements afterwards.</summary>
    public float[][] Step(int steps)
    {
        for (var i = 0; i < steps; i++)
        {
            using var scope = torch.NewDisposeScope();
            torch.Tensor Evaluate()
            {
                Optimizer.ZeroGrad();
                var loss = functional.cross_entropy(_network.call(_inputs), _labels);
                loss.backward();
                return loss;
            }

            if (Optimizer.NeedsClosure)
            {
                Optimizer.Step(Evaluate);
                continue;
            }

            Evaluate();
            Optimizer.Step();
        }

        return Values();
    }

    public float[][] Values() => [.. Parameters.Select(parameter => parameter.Value.detach().data<float>().ToArray())];

    /// <summary>Takes over the weights of another.</summary>
    public void Copy(SmallOptimizer other)
    {
        using var off = torch.no_grad();
        foreach (var (mine, its) in Parameters.Zip(other.Parameters))
            mine.Value.copy_(its.Value);
    }

    public void Freeze(params string[] names)
    {
        foreach (var parameter in Parameters.Where(parameter => names.Contains(parameter.Name)))
        {
            parameter.Value.requires_grad = false;
            parameter.Value.grad = null;
            Optimizer.Forget(parameter.Name);
        }
    }

    public void Dispose()
    {
        Optimizer.Dispose();
        _network.Dispose();
        _inputs.Dispose();
        _labels.Dispose();
    }
}
