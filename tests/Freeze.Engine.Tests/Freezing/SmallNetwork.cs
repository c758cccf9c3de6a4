using Freeze.Freezing;
using Freeze.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Freeze.Tests.Freezing;

/// <summary>Models that tests build from a few layers, as a script would.</summary>
internal static class SmallNetwork
{
    /// <summary>A sequence of named layers as a model.</summary>
    public static TorchModel Of(params (string Name, nn.Module<Tensor, Tensor> Layer)[] layers) => Model(nn.Sequential(layers));

    public static TorchModel Model(nn.Module module) => ModelImporter.FromModule(module, new ImportOptions());

    /// <summary>A stem with normalisation, a block of two convolutions with normalisation and dropout, and a head, for 2x6x6 samples.</summary>
    public static TorchModel Convolutional() => Of(
        ("stem", nn.Sequential(("conv", nn.Conv2d(2, 4, 3, padding: 1)), ("bn", nn.BatchNorm2d(4)))),
        ("block", nn.Sequential(("conv", nn.Conv2d(4, 4, 3, padding: 1)), ("bn", nn.BatchNorm2d(4)), ("drop", nn.Dropout(0.5)))),
        ("flat", nn.Flatten()),
        ("head", nn.Linear(4 * 36, 3)));

    public static void Freeze(this TorchModel model, params string[] patterns) => model.Request(new FreezeRequest { Selection = FreezeSelection.Named, Patterns = patterns });

    public static void Unfreeze(this TorchModel model, params string[] patterns) => model.Request(new FreezeRequest { Selection = FreezeSelection.Named, Patterns = patterns, Unfreeze = true });

    public static FreezePlan Request(this TorchModel model, FreezeRequest request)
    {
        var plan = model.Plan(request);
        model.Apply(plan);
        return plan;
    }

    /// <summary>One forward and backward pass in training mode.</summary>
    public static void Backward(this TorchModel model, Tensor input)
    {
        using var scope = NewDisposeScope();
        ModuleModes.Train(model);
        // The input takes a gradient, so that there is one where everything is frozen.
        ForwardPass.Run(model, input.detach().requires_grad_()).square().mean().backward();
    }

    /// <summary>Every parameter and buffer, byte for byte.</summary>
    public static Dictionary<string, byte[]> Bytes(this TorchModel model) => model.StateTensors.ToDictionary(tensor => tensor.Name, tensor => tensor.Value.detach().cpu().contiguous().bytes.ToArray());
}
