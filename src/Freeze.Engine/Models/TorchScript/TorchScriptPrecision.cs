using Freeze.Networks;
using Freeze.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Freeze.Models.TorchScript;

/// <summary>Converts a TorchScript module to another data type.</summary>
internal static class TorchScriptPrecision
{
    /// <summary>Converts what is a fraction. libtorch converts counters too, in which batches are counted exactly; they are put back.</summary>
    public static void Convert(jit.ScriptModule module, ScalarType type)
    {
        using var scope = NewDisposeScope();
        var whole = LayerTree.Walk(module).SelectMany(node => node.Buffers)
            .Where(own => !own.Value.is_floating_point() && !own.Value.is_complex()).ToDictionary(own => own.Name, own => own.Value.clone());
        module.to(type);
        foreach (var node in LayerTree.Walk(module).Where(node => node.Module is jit.ScriptModule))
        {
            foreach (var own in node.Buffers.Where(own => whole.ContainsKey(own.Name)))
                ((jit.ScriptModule)node.Module).set_attribute(DottedName.Local(own.Name), whole[own.Name]);
        }
    }
}
