using Freeze.Tensors;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Freeze.Tests.Optimization.Traces;

/// <summary>The two small networks of the reference traces, with the parameters and buffers they started from.</summary>
internal sealed class TraceModel
{
    private readonly Func<torch.Tensor, torch.Tensor> _forward;
    private readonly torch.ScalarType _type;

    public TraceModel(string name, torch.ScalarType type)
    {
        _type = type;
        Module<torch.Tensor, torch.Tensor> network = name == "mlp"
            ? Sequential(("0", Linear(6, 16)), ("1", Tanh()), ("2", Linear(16, 16)), ("3", Tanh()), ("4", Linear(16, 3)))
            : new TraceConvolution();
        (Module, _forward) = (network, network.call);
        Module.to(type);
        var start = TraceTensors.Read("init_" + name);
        using (torch.no_grad())
        {
            foreach (var (key, value) in Module.state_dict())
                value.copy_(start[key]);
        }

        // state_dict keeps PyTorch's keys, and the parameters its order.
        Parameters = Module.named_parameters().Select(pair => new NamedParameter(pair.name, pair.parameter)).ToArray();
        var data = TraceTensors.Read("data");
        (Inputs, Labels) = (data[name + ".x"].to(type), data[name + ".y"]);
    }

    public Module Module { get; }

    public IReadOnlyList<NamedParameter> Parameters { get; }

    public torch.Tensor Inputs { get; }

    public torch.Tensor Labels { get; }

    public IEnumerable<NamedParameter> Below(IEnumerable<string> items) => items.SelectMany(item => Parameters.Where(parameter => parameter.Name == item || parameter.Name.StartsWith(item + ".", StringComparison.Ordinal)));

    public torch.Tensor Loss(int step, int batch)
    {
        var batches = Inputs.shape[0] / batch;
        var start = step % batches * batch;
        return functional.cross_entropy(_forward(Inputs.narrow(0, start, batch)), Labels.narrow(0, start, batch));
    }

    public double MaximumDifference(IReadOnlyDictionary<string, torch.Tensor> reference, string prefix) => Module.state_dict().Max(pair =>
        (pair.Value.detach().to(torch.float64) - reference[prefix + pair.Key].to(torch.float64)).abs().max().item<double>());

    public override string ToString() => $"{Module.GetName()} {_type}";
}
