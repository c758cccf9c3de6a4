using TorchSharp;
using static TorchSharp.torch;

namespace Freeze.Networks.Sequences;

/// <summary>A network that runs its layers one after the other; each is a stage.</summary>
/// <remarks>Parameters are named as nn.Sequential names them: 0.weight, 2.bias; or by the names that the user gave.</remarks>
internal sealed class LayerSequence : StagedNetwork
{
    private readonly IReadOnlyList<(string Name, nn.Module<Tensor, Tensor> Layer)> _layers;

    private LayerSequence(string name, IReadOnlyList<(string Name, nn.Module<Tensor, Tensor> Layer)> layers) : base(name)
    {
        _layers = layers;
        foreach (var (own, layer) in layers)
            register_module(own, layer);
    }

    /// <summary>Builds a network.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="specifications">Its layers, as a user writes them.</param>
    /// <exception cref="FreezeException">LayerSpecificationInvalid.</exception>
    public static LayerSequence Build(string name, IReadOnlyList<string> specifications)
    {
        if (specifications.Count == 0)
            throw new FreezeException(ErrorCode.LayerSpecificationInvalid, name, "A model needs at least one layer.",
                "Give -Layer, such as 'Linear(784, 128)', 'ReLU', 'Linear(128, 10)'.");
        var parsed = specifications.Select(LayerSpecification.Parse).ToList();
        var names = new HashSet<string>();
        for (var i = 0; i < parsed.Count; i++)
        {
            if (!names.Add(parsed[i].Name ?? $"{i}"))
                throw LayerSpecification.Invalid(parsed[i].Text, $"another layer is called '{parsed[i].Name ?? $"{i}"}' already.",
                    "Give each layer a name of its own.");
        }

        var built = new List<(string, nn.Module<Tensor, Tensor>)>();
        try
        {
            foreach (var specification in parsed)
                built.Add((specification.Name ?? $"{built.Count}", LayerCatalog.Find(specification).Make(specification)));
            return new LayerSequence(name, built);
        }
        catch
        {
            foreach (var (_, layer) in built)
                layer.Dispose();
            throw;
        }
    }

    /// <summary>The last layer that has a weight: its name, and how many outputs it has; null without one.</summary>
    public (string Name, int Outputs)? Head => _layers.Reverse()
        .Select(own => (own.Name, Weight: own.Layer.named_parameters(false)
            .Where(parameter => parameter.name == "weight" && parameter.parameter.dim() == 2).Select(parameter => parameter.parameter).FirstOrDefault()))
        .Where(own => own.Weight is not null).Select(own => ((string, int)?)(own.Name, (int)own.Weight!.shape[0])).FirstOrDefault();

    /// <inheritdoc/>
    protected override IReadOnlyList<NetworkStage> DescribeStages() => [.. _layers.Select(own => new NetworkStage(own.Name, [own.Name], own.Layer.call))];
}
