using Freeze.Layers;
using Freeze.Models.Architectures;
using TorchSharp;
using static TorchSharp.torch;

namespace Freeze.Training.Prefix;

/// <summary>Takes a module's child for a stage of its forward pass.</summary>
internal static class ChildStages
{
    // Lists of modules have no forward pass, and asking TorchScript for one can end the process.
    private static readonly string[] Containers = ["ModuleList", "ModuleDict", "ParameterList", "ParameterDict"];

    /// <summary>The stage; null where the child cannot be called with one tensor.</summary>
    /// <param name="child">The child.</param>
    /// <param name="isGuess">Whether the module may do something between its children.</param>
    public static NetworkStage? Of(LayerNode child, bool isGuess)
    {
        Func<Tensor, Tensor>? forward = child.Module switch
        {
            nn.Module<Tensor, Tensor> module => module.call,
            jit.ScriptModule script when HasForward(child.Type) => input => (Tensor)script.forward(input),
            _ => null,
        };
        if (forward is null)
            return null;
        // Many a forward pass flattens maps in front of a linear layer, without a module for it.
        return isGuess && child.Type == "Linear" ? NetworkStage.Entered(child.Name, [child.Name], input => input.dim() > 3 ? input.flatten(1) : input.alias(), forward)
            : new NetworkStage(child.Name, [child.Name], forward);
    }

    // Where a file does not say what a layer is, nothing is known of it.
    private static bool HasForward(string type) => !Containers.Contains(type) && !type.StartsWith("ScriptModule", StringComparison.Ordinal);
}
