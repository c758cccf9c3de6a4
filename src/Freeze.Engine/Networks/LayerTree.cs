using Freeze.Tensors;
using static TorchSharp.torch;

namespace Freeze.Networks;

/// <summary>The modules of a model, depth first in the order in which they were registered: execution order for sequential designs.</summary>
public static class LayerTree
{
    /// <summary>Walks a module. The root comes first.</summary>
    /// <param name="root">The model's module.</param>
    /// <param name="childOrder">Names of the root's children, or of layers in them, in execution order, where that differs from registration order.</param>
    public static IReadOnlyList<LayerNode> Walk(nn.Module root, IReadOnlyList<string>? childOrder = null)
    {
        var nodes = new List<LayerNode>();
        var open = new Stack<(string Name, nn.Module Module, int Depth)>();
        open.Push(("", root, 0));
        while (open.TryPop(out var current))
        {
            nodes.Add(Describe(current.Name, current.Module, current.Depth));
            var children = current.Module.named_children().ToList();
            if (current.Depth == 0 && childOrder is not null)
                children = [.. children.OrderBy(child => Rank(childOrder, child.name))];
            foreach (var (name, child) in Enumerable.Reverse(children))
                open.Push((DottedName.Join(current.Name, name), child, current.Depth + 1));
        }

        return nodes;
    }

    // TorchScript modules list what lies below them too, whatever they are asked: only names without a dot are their own.
    private static LayerNode Describe(string name, nn.Module module, int depth) => new(
        name, TypeName(module), depth, module,
        [.. module.named_parameters(recurse: false).Where(own => !own.name.Contains('.'))
            .Select(own => new NamedParameter(DottedName.Join(name, own.name), own.parameter))],
        [.. module.named_buffers(recurse: false).Where(own => !own.name.Contains('.'))
            .Select(own => new NamedBuffer(DottedName.Join(name, own.name), own.buffer))]);

    // GetName() of a TorchScript module can end the process, so that classes are named by their .NET type.
    private static string TypeName(nn.Module module)
    {
        var type = module.GetType().Name;
        var generic = type.IndexOf('`');
        return generic < 0 ? type : type[..generic];
    }

    private static int Rank(IReadOnlyList<string> order, string name)
    {
        for (var i = 0; i < order.Count; i++)
        {
            if (order[i] == name || DottedName.IsInside(order[i], name))
                return i;
        }

        return order.Count;
    }
}
