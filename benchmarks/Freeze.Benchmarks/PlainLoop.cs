using Freeze.Data;
using Freeze.Models;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Freeze.Benchmarks;

/// <summary>The loop that a user of TorchSharp would write by hand for the example's job, over the same kind of module.</summary>
internal sealed class PlainLoop
{
    private readonly nn.Module<Tensor, Tensor> _network;
    private readonly SGD _optimizer;
    private readonly CrossEntropyLoss _loss = nn.CrossEntropyLoss();
    private readonly Tensor _inputs, _labels;
    private readonly int _batch;
    private int _at;

    /// <param name="model">The model, frozen as it is to be; its layers' modes are set once.</param>
    /// <param name="data">The samples, taken into one tensor beforehand.</param>
    /// <param name="batch">Samples a step.</param>
    public PlainLoop(TorchModel model, TorchDataset data, int batch)
    {
        (_network, _batch) = ((nn.Module<Tensor, Tensor>)model.Module, batch);
        ModuleModes.Train(model);
        var groups = new[] { ("layer3", 0.003), ("layer4", 0.01), ("fc", 0.05), ("", 0.001) }
            .Select(group => new SGD.ParamGroup(Trainable(model, group.Item1), new SGD.Options { LearningRate = group.Item2, InitialLearningRate = group.Item2, momentum = 0.9, weight_decay = 1e-4 }))
            .Where(group => group.Parameters.Any()).ToList();
        _optimizer = optim.SGD(groups, 0.001, 0.9, 0, 1e-4);
        var all = data.ReadBatch(Enumerable.Range(0, data.Count).ToArray());
        (_inputs, _labels) = (all.Inputs, all.Labels);
    }

    /// <summary>One step.</summary>
    public void Step()
    {
        using var scope = NewDisposeScope();
        if (_at + _batch > _inputs.shape[0])
            _at = 0;
        var (inputs, labels) = (_inputs.narrow(0, _at, _batch), _labels.narrow(0, _at, _batch));
        _at += _batch;
        _optimizer.zero_grad();
        var loss = _loss.call(_network.call(inputs), labels);
        loss.backward();
        _optimizer.step();
        _ = loss.item<float>();
    }

    private static IEnumerable<Parameter> Trainable(TorchModel model, string layer) => model.Parameters
        .Where(parameter => parameter.Trainable && (layer.Length == 0 ? !IsNamed(parameter.Name) : parameter.Name.StartsWith(layer + ".", StringComparison.Ordinal)))
        .Select(parameter => (Parameter)parameter.Value).ToList();

    private static bool IsNamed(string name) => name.StartsWith("layer3.", StringComparison.Ordinal) || name.StartsWith("layer4.", StringComparison.Ordinal) || name.StartsWith("fc.", StringComparison.Ordinal);
}
