using Freeze.Networks;
using Freeze.Tensors;
using static TorchSharp.torch;

namespace Freeze.Models;

/// <summary>The modules and parameters that a model has at one moment. Scripts may replace them at any time, since they hold the module too.</summary>
/// <param name="Nodes">Every module, the root first, in execution order.</param>
/// <param name="Parameters">Every parameter in PyTorch's order.</param>
/// <param name="Types">Class names of layers, where the modules themselves cannot tell them; null where they can.</param>
internal sealed record ModuleSnapshot(IReadOnlyList<LayerNode> Nodes, IReadOnlyList<ModelParameter> Parameters, IReadOnlyDictionary<string, string>? Types)
{
    /// <summary>Counts a module for the first time.</summary>
    public static ModuleSnapshot Take(nn.Module module, IReadOnlyDictionary<string, string>? types, Func<string, Provenance> provenance)
    {
        var nodes = Walk(module, types);
        return new ModuleSnapshot(nodes, List(module, nodes, (name, layer, value, aliasOf) => new ModelParameter(name, layer, value, provenance(name), aliasOf)), types);
    }

    /// <summary>Modules in the order in which PyTorch lists them, which for some architectures is not the order of execution.</summary>
    public static IReadOnlyList<LayerNode> RegistrationOrder(nn.Module module, IReadOnlyList<LayerNode> nodes) => module is StagedNetwork ? LayerTree.Walk(module) : nodes;

    /// <summary>Counts it again. What is the same tensor as before keeps its history; where everything is, this census comes back.</summary>
    public ModuleSnapshot Retake(nn.Module module)
    {
        var nodes = Walk(module, Types);
        if (SameAs(nodes))
            return this;
        var known = Parameters.ToDictionary(parameter => parameter.Name);
        return new ModuleSnapshot(nodes, List(module, nodes, (name, layer, value, aliasOf) =>
            known.TryGetValue(name, out var before) && before.AliasOf == aliasOf && IsSame(before, value) ? before : new ModelParameter(name, layer, value, Provenance.Script, aliasOf)), Types);
    }

    /// <summary>Whether a tensor is the one that a parameter was when it was counted, in the same shape.</summary>
    /// <remarks>Module.to() leaves the wrappers of before without a tensor.</remarks>
    public static bool IsSame(ModelParameter counted, Tensor now) => !counted.Value.IsInvalid && !now.IsInvalid
        && (ReferenceEquals(counted.Value, now) || (counted.Count > 0 && NativeTensor.DataPointer(counted.Value) == NativeTensor.DataPointer(now)))
        && counted.Shape.AsSpan().SequenceEqual(now.shape);

    private bool SameAs(IReadOnlyList<LayerNode> nodes)
    {
        if (nodes.Count != Nodes.Count)
            return false;
        var counted = Parameters.ToDictionary(parameter => parameter.Name);
        var found = 0;
        foreach (var (now, before) in nodes.Zip(Nodes))
        {
            if (now.Name != before.Name || now.Type != before.Type || now.Parameters.Count != before.Parameters.Count || now.Buffers.Count != before.Buffers.Count)
                return false;
            if (now.Parameters.Any(own => !counted.TryGetValue(own.Name, out var parameter) || !IsSame(parameter, own.Value)))
                return false;
            if (now.Buffers.Zip(before.Buffers).Any(pair => pair.First.Name != pair.Second.Name || pair.Second.Value.IsInvalid || TensorIdentity.Of(pair.First.Value) != TensorIdentity.Of(pair.Second.Value)))
                return false;
            found += now.Parameters.Count;
        }

        return found == Parameters.Count;
    }

    private static IReadOnlyList<LayerNode> Walk(nn.Module module, IReadOnlyDictionary<string, string>? types)
    {
        var nodes = LayerTree.Walk(module, (module as StagedNetwork)?.Stages.SelectMany(stage => stage.Layers).ToList());
        return types is null ? nodes : [.. nodes.Select(node => types.TryGetValue(node.Name, out var type) ? node with { Type = type } : node)];
    }

    private static List<ModelParameter> List(nn.Module module, IReadOnlyList<LayerNode> nodes, Func<string, string, TorchSharp.Modules.Parameter, string?, ModelParameter> make)
    {
        var firstNames = new Dictionary<IntPtr, string>();
        var parameters = new List<ModelParameter>();
        foreach (var node in RegistrationOrder(module, nodes))
        {
            foreach (var own in node.Parameters)
            {
                var first = firstNames.TryAdd(TensorIdentity.Of(own.Value), own.Name) ? null : firstNames[TensorIdentity.Of(own.Value)];
                parameters.Add(make(own.Name, node.Name, own.Value, first));
            }
        }

        return parameters;
    }
}
