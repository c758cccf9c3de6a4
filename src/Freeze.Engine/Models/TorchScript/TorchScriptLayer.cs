using Freeze.Networks;
using Freeze.Tensors;
using Freeze.WeightFiles.Reading;

namespace Freeze.Models.TorchScript;

/// <summary>A layer of a TorchScript file. libtorch's own name for its class can end the process, but the file says it.</summary>
/// <param name="Name">Its dotted name; empty for the root.</param>
/// <param name="ClassName">Its class, as the file names it: <c>__torch__.torch.nn.modules.conv.___torch_mangle_3.Conv2d</c>.</param>
/// <param name="FixedMode">For a traced layer whether it trains, whatever it is told; null where it follows train() and eval(), or has no modes.</param>
internal sealed record TorchScriptLayer(string Name, string ClassName, bool? FixedMode)
{
    /// <summary>PyTorch's class name, such as BatchNorm2d.</summary>
    public string Type => DottedName.Local(ClassName);

    /// <summary>The layers of a file.</summary>
    public static IReadOnlyList<TorchScriptLayer> Of(Checkpoint file)
    {
        var layers = new List<TorchScriptLayer>();
        var seen = new HashSet<CheckpointDictionary>(ReferenceEqualityComparer.Instance);
        var open = new Stack<(string Name, CheckpointDictionary Layer)>();
        if (file.Root is CheckpointDictionary root)
            open.Push(("", root));
        while (open.TryPop(out var current))
        {
            if (!seen.Add(current.Layer) || current.Layer.TypeName is not { } type)
                continue;
            layers.Add(new TorchScriptLayer(current.Name, type, file.Classes?.FixedModeOf(type)));
            foreach (var (key, value) in current.Layer.Reverse())
            {
                if (key is string local && value is CheckpointDictionary layer)
                    open.Push((DottedName.Join(current.Name, local), layer));
            }
        }

        return layers;
    }
}
