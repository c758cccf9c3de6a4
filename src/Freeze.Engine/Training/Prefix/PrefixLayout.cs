using Freeze.Layers;
using TorchSharp.Modules;

namespace Freeze.Training.Prefix;

/// <summary>Which memory layout suits a frozen prefix. A rule and no race, so that two runs always choose alike.</summary>
internal static class PrefixLayout
{
    /// <summary>Whether images lie channels last: where there are convolutions of images, on the processor.</summary>
    /// <param name="nodes">The prefix's modules.</param>
    public static bool IsChannelsLast(IReadOnlyList<LayerNode> nodes) =>
        nodes.Any(node => node.Type == "Conv2d") && nodes.SelectMany(node => node.Parameters).All(parameter => parameter.Value.device_type == TorchSharp.DeviceType.CPU);
}
