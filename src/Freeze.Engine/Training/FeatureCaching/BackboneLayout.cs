using Freeze.Models;
using Freeze.Networks;

namespace Freeze.Training.FeatureCaching;

/// <summary>Which memory layout suits a frozen prefix. A rule and no race, so that two runs always choose alike.</summary>
internal static class BackboneLayout
{
    /// <summary>Chooses channels last where there are convolutions of images, on the processor, and the whole model takes them so.</summary>
    /// <param name="model">The model.</param>
    /// <param name="nodes">The prefix's modules.</param>
    public static bool IsChannelsLast(TorchModel model, IReadOnlyList<LayerNode> nodes) => (model.Architecture is not null || ConvolutionLayout.Suits(model)) &&
        nodes.Any(node => node.Type == "Conv2d") && nodes.SelectMany(node => node.Parameters).All(parameter => parameter.Value.device_type == TorchSharp.DeviceType.CPU);
}
