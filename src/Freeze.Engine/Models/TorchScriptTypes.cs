using Freeze.Checkpoints;
using Freeze.Layers;

namespace Freeze.Models;

/// <summary>The classes of a TorchScript module's layers. libtorch's own name for them can end the process, but the file says it.</summary>
internal static class TorchScriptTypes
{
    /// <summary>PyTorch's class names, such as BatchNorm2d, by the dotted names of the layers; the root under the empty name.</summary>
    public static IReadOnlyDictionary<string, string> Of(Checkpoint file)
    {
        var types = new Dictionary<string, string>();
        var seen = new HashSet<CheckpointDictionary>(ReferenceEqualityComparer.Instance);
        var open = new Stack<(string Name, CheckpointDictionary Layer)>();
        if (file.Root is CheckpointDictionary root)
            open.Push(("", root));
        while (open.TryPop(out var current))
        {
            if (!seen.Add(current.Layer) || current.Layer.TypeName is not { } type)
                continue;
            // __torch__.torch.nn.modules.conv.___torch_mangle_3.Conv2d
            types[current.Name] = type[(type.LastIndexOf('.') + 1)..];
            foreach (var (key, value) in current.Layer)
            {
                if (key is string local && value is CheckpointDictionary layer)
                    open.Push((LayerNode.Join(current.Name, local), layer));
            }
        }

        return types;
    }
}
