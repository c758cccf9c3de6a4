using Freeze.Libtorch;
using Freeze.Models.TorchScript;
using Freeze.Networks;
using Freeze.Networks.Sequences;
using Freeze.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Freeze.Models;

/// <summary>Makes independent copies of models.</summary>
internal static class ModelCopier
{
    /// <summary>A model of its own with the same tensors, bit for bit, the same freeze plan and the same provenance.</summary>
    /// <remarks>What it is compared with by -Since Import are its own values at the copy.</remarks>
    /// <exception cref="FreezeException">OptionInvalid: the module is a script's own, and cannot be built again.</exception>
    public static TorchModel Copy(TorchModel model)
    {
        using var use = model.Use.Borrow();
        var network = Build(model);
        try
        {
            var first = model.StateTensors.Select(tensor => tensor.Value).FirstOrDefault();
            // libtorch would convert a script module's counters too; the copy has all types already.
            if (first is not null && network is jit.ScriptModule)
                network.to(first.device);
            else if (first is not null)
                network.to(first.device).to(model.Parameters.Count > 0 ? model.Parameters[0].Value.dtype : first.dtype);
            var provenance = model.Parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Provenance);
            CopyTensors(model, network);
            var copy = new TorchModel(network, model.Identity, model.Import, name => provenance.GetValueOrDefault(name, Provenance.Initialized))
            {
                Classes = model.Classes,
                Input = model.Input,
                SampleShape = model.SampleShape,
                Divergence = model.Divergence,
            };
            foreach (var (parameter, original) in copy.Parameters.Zip(model.Parameters))
                parameter.Value.requires_grad = original.Trainable;
            copy.RestoreFreezing(model.Freezing);
            ModuleModes.Evaluate(copy);
            return copy;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    private static nn.Module Build(TorchModel model)
    {
        if (model.Module is jit.ScriptModule script)
            return TorchScriptFiles.Copy(script, model.Name);
        // The copy's own initial values are overwritten; drawing them must not move the process's random state.
        if (model.Identity.Layers is { } layers)
            return RandomState.Seeded(0, () => LayerSequence.Build(model.Name, layers));
        if (model.Architecture is { } architecture)
            return RandomState.Seeded(0, () => ArchitectureRegistry.Build(ArchitectureRegistry.Get(architecture), model.Identity.Options));
        throw new FreezeException(ErrorCode.OptionInvalid, model.Name, $"{model.Name} is a module that a script built, and only its author knows how to build another.",
            "Build a second module the same way, import it with Import-TorchModel -Module, and copy the weights by its load_state_dict.");
    }

    private static void CopyTensors(TorchModel model, nn.Module network)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var targets = LayerTree.Walk(network).SelectMany(node => node.Parameters.Select(own => (own.Name, Value: (Tensor)own.Value)).Concat(node.Buffers.Select(own => (own.Name, own.Value))))
            .ToDictionary(target => target.Name, target => target.Value);
        foreach (var tensor in model.StateTensors)
            targets[tensor.Name].copy_(tensor.Value);
    }
}
