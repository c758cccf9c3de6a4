using Freeze.Optimization;
using Freeze.Tensors;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;

namespace Freeze.Tests.Optimization;

/// <summary>Steps of half-precision weights are those of full precision, but for rounding, and the same every time.</summary>
public sealed class HalfPrecisionTests
{
    // Several vectors of any processor and some elements more.
    private const int Count = 1003;
    private const int Steps = 5;

    public static TheoryData<OptimizerAlgorithm, torch.ScalarType> Cases
    {
        get
        {
            var cases = new TheoryData<OptimizerAlgorithm, torch.ScalarType>();
            foreach (var algorithm in Enum.GetValues<OptimizerAlgorithm>().Where(algorithm => algorithm != OptimizerAlgorithm.LBFGS))
            {
                cases.Add(algorithm, torch.ScalarType.BFloat16);
                cases.Add(algorithm, torch.ScalarType.Float16);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Half_precision_follows_full_precision(OptimizerAlgorithm algorithm, torch.ScalarType type)
    {
        using var scope = torch.NewDisposeScope();
        var full = Train(algorithm, torch.ScalarType.Float32);
        var half = Train(algorithm, type);
        Assert.True((full - half).abs().max().item<float>() < 0.02f, $"{algorithm} in {type} is {(full - half).abs().max().item<float>()} away");
        Assert.True(Train(algorithm, type).Equals(half));
    }

    private static torch.Tensor Train(OptimizerAlgorithm algorithm, torch.ScalarType type)
    {
        var parameter = new Parameter(torch.linspace(-0.5, 0.5, Count, type));
        var settings = new OptimizerSettings
        {
            LearningRate = 0.01,
            Momentum = algorithm is OptimizerAlgorithm.SGD or OptimizerAlgorithm.RMSprop ? 0.9 : null,
            // The usual one is zero in float16.
            Epsilon = AlgorithmCatalog.Of(algorithm).Defaults.Has("eps") ? 1e-3 : null,
        };
        using var optimizer = new GroupedOptimizer([new NamedParameter("w", parameter)],
            GroupPlan.Create(new GroupPlanRequest { Parameters = [new ParameterShape("w", parameter.shape)], Algorithm = algorithm, Settings = settings }));
        for (var step = 0; step < Steps; step++)
        {
            parameter.grad = torch.linspace(0.2, 1, Count).add(step * 0.1).sin().to(type);
            optimizer.Step();
        }

        return parameter.detach().to(torch.ScalarType.Float32);
    }
}
