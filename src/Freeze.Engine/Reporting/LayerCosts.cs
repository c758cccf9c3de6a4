using Freeze.Models;
using Freeze.Networks;
using Freeze.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Freeze.Reporting;

/// <summary>Measures by a dry run of one sample what each layer costs in a training step.</summary>
/// <remarks>
/// Forward everywhere; the gradient of a weight only where it trains; the gradient of an input only where something before the layer trains,
/// so that a frozen tail still propagates. Autograd itself tells which inputs need one. Convolutions and matrix products count, the rest is nothing beside them.
/// </remarks>
internal static class LayerCosts
{
    /// <summary>Costs by layer name; null where the model's layers cannot be watched, or its sample shape is unknown.</summary>
    public static IReadOnlyDictionary<string, LayerCost>? Measure(TorchModel model)
    {
        if (model.SampleShape is not { } shape || model.Parameters.Count == 0)
            return null;
        using var use = model.Use.Borrow();
        using var modes = ModuleModes.BeginEvaluation(model);
        var flags = model.Parameters.Select(parameter => parameter.Trainable).ToList();
        try
        {
            var plan = Watch(model, shape);
            foreach (var parameter in model.Parameters)
                parameter.Value.requires_grad = true;
            var full = Watch(model, shape);
            return plan.Count == 0 ? null : plan.ToDictionary(pair => pair.Key, pair => new LayerCost(
                pair.Value.OutputShape, pair.Value.MultiplyAdds, pair.Value.Cost, full[pair.Key].Cost));
        }
        finally
        {
            foreach (var (parameter, flag) in model.Parameters.Zip(flags))
                parameter.Value.requires_grad = flag;
        }
    }

    private static Dictionary<string, Observation> Watch(TorchModel model, TensorShape shape)
    {
        var seen = new Dictionary<string, Observation>();
        var hooks = new List<IDisposable>();
        try
        {
            foreach (var node in model.Nodes.Where(node => node.Module is nn.Module<Tensor, Tensor> && node.Parameters.Count > 0))
            {
                var layer = (nn.Module<Tensor, Tensor>)node.Module;
                var remover = layer.register_forward_hook((_, input, output) =>
                {
                    seen[node.Name] = Observe(node, input, output);
                    return output;
                });
                hooks.Add(new Removal(remover.remove));
            }

            using var scope = NewDisposeScope();
            // Two samples: some layers refuse a batch of one.
            ForwardPass.Run(model, zeros([2, .. shape]));
            return seen;
        }
        finally
        {
            hooks.ForEach(hook => hook.Dispose());
        }
    }

    private static Observation Observe(LayerNode node, Tensor input, Tensor output)
    {
        long forward = 0, weights = 0;
        foreach (var own in node.Parameters.Where(own => own.Value.dim() >= 2))
        {
            // Each element of a weight is used once for every position of one output channel; in a transposed convolution, of one input channel.
            var maps = node.Type.StartsWith("ConvTranspose", StringComparison.Ordinal) ? input : output;
            var uses = own.Value.numel() * maps.numel() / maps.shape[0] / Channels(node, maps);
            forward += uses;
            weights += own.Value.requires_grad ? uses : 0;
        }

        // Both factors of such a product are activations, and each has a gradient of its own where anything before them trains.
        var products = (node.Module as IActivationProducts)?.CountProducts(output.shape) ?? 0;
        var cost = forward + weights + (input.requires_grad ? forward : 0) + products * (input.requires_grad || weights > 0 ? 3 : 1);
        return new Observation(new TensorShape(output.shape.Skip(1)), forward + products, cost);
    }

    private static long Channels(LayerNode node, Tensor maps) => node.Parameters.Any(own => own.Value.dim() > 2) ? maps.shape[1] : maps.shape[^1];

    private sealed record Observation(TensorShape OutputShape, long MultiplyAdds, long Cost);

    private sealed class Removal(Action remove) : IDisposable
    {
        public void Dispose() => remove();
    }
}
