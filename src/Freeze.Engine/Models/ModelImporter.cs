using Freeze.Libtorch;
using Freeze.Models.TorchScript;
using Freeze.Networks;
using Freeze.Networks.Sequences;
using Freeze.Tensors;
using Freeze.WeightFiles.Reading;
using TorchSharp;
using static TorchSharp.torch;

namespace Freeze.Models;

/// <summary>Builds models and loads weights into them.</summary>
internal static class ModelImporter
{
    /// <summary>Builds an architecture and loads weight files into it.</summary>
    /// <exception cref="FreezeException">ArchitectureUnknown, OptionInvalid, DeviceUnavailable, ArchitectureMismatch, and whatever reading the files throws.</exception>
    public static TorchModel FromArchitecture(string name, ImportOptions options)
    {
        var architecture = ArchitectureRegistry.Get(name);
        // Where the layers depend on the image, so does the last one's name.
        var classifies = !architecture.Supports.HasFlag(ArchitectureFeatures.Unclassified);
        var model = Build(() => ArchitectureRegistry.Build(architecture, options.Build), options, network => classifies
            ? new ModelIdentity(architecture.Name, architecture.Name, options.Build, HeadOutputs(network, architecture.HeadName), architecture.HeadName)
            : new ModelIdentity(architecture.Name, architecture.Name, options.Build, null, network.Stages[^1].Name));
        model.SampleShape = architecture.SampleShape(options.Build);
        return model;
    }

    /// <summary>Builds a sequence of layers and loads weight files into it.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="layers">The layers, as a user writes them.</param>
    /// <param name="options">Weights, seed, device and data type count here.</param>
    /// <exception cref="FreezeException">LayerSpecificationInvalid, DeviceUnavailable, ArchitectureMismatch, and whatever reading the files throws.</exception>
    public static TorchModel FromLayers(string name, IReadOnlyList<string> layers, ImportOptions options) =>
        Build(() => LayerSequence.Build(name, layers), options, network =>
        {
            var head = ((LayerSequence)network).Head;
            return new ModelIdentity(name, null, options.Build, head?.Outputs, head?.Name, layers);
        });

    private static TorchModel Build(Func<StagedNetwork> build, ImportOptions options, Func<StagedNetwork, ModelIdentity> identify)
    {
        var device = Devices.Parse(options.Device);
        var type = ElementNames.Parse(options.DataType ?? "float32");
        using var files = WeightFileSet.Open(options.Weights);
        var network = RandomState.Seeded(options.Seed, build);
        try
        {
            network.to(device).to(type);
            var identity = identify(network);
            var import = WeightLoader.Load(network, files, identity.Head, options);
            var loaded = import.Loaded.ToHashSet();
            var model = new TorchModel(network, identity, import, parameter => loaded.Contains(parameter) ? Provenance.Checkpoint : Provenance.Initialized);
            ModuleModes.Evaluate(model);
            return model;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>Reads a file that says itself which model it holds, and freezes it as it was; a TorchScript file is such a one.</summary>
    /// <exception cref="FreezeException">ModelFormatUnknown, and whatever <see cref="FromArchitecture"/> throws.</exception>
    public static TorchModel FromFile(string path, ImportOptions options)
    {
        ModelDescription description;
        using (var file = Checkpoint.Open(path))
        {
            if (file.Format == CheckpointFormat.TorchScript)
                return TorchScriptFiles.Load(file, options);
            description = ModelDescription.Read(path, file.Metadata);
            new DescribedSize(path, file.Tensors.Sum(tensor => tensor.Count)).Require(description);
        }

        if (description.Layers is not null && (options.Build.ClassCount is not null || options.Build.InputChannels is not null || options.ResetHead))
        {
            throw new FreezeException(ErrorCode.OptionInvalid, path, $"{path} holds a sequence of layers, whose sizes its layers state one by one.",
                $"Build the sequence that you want with New-TorchModel -Layer ({string.Join(", ", description.Layers.Select(layer => $"'{layer}'"))}) -Weights '{path}', with a last layer of another size.");
        }

        options = options with { Weights = [path], DataType = options.DataType ?? description.DataType };
        var model = description.Layers is { } layers
            ? FromLayers(description.Name ?? "sequence", layers, options)
            : FromArchitecture(description.Architecture!, options with
            {
                Build = description.Options with { ClassCount = options.Build.ClassCount ?? description.Options.ClassCount, InputChannels = options.Build.InputChannels ?? description.Options.InputChannels },
            });
        // A new head is not the frozen one, and its classes are others.
        if (model.Import.Reinitialized.Count == 0)
            description.Restore(model);
        else
            (description with { Classes = null, Frozen = description.Frozen.Where(pair => !model.Import.Reinitialized.Contains(pair.Key)).ToDictionary() }).Restore(model);
        return model;
    }

    /// <summary>Takes over a module that a script built.</summary>
    public static TorchModel FromModule(nn.Module module, ImportOptions options)
    {
        if (options.Device is not null)
            module.to(Devices.Parse(options.Device));
        if (options.DataType is not null && module is jit.ScriptModule script)
            TorchScriptPrecision.Convert(script, ElementNames.Parse(options.DataType));
        else if (options.DataType is not null)
            module.to(ElementNames.Parse(options.DataType));
        // Asking a TorchScript module for its name can end the process.
        var (types, program) = module is jit.ScriptModule archived ? TorchScriptFiles.Describe(archived) : (null, null);
        var identity = new ModelIdentity(module is jit.ScriptModule ? "TorchScript" : module.GetName(), null, new ArchitectureOptions(), null, null) { LayerTypes = types, Program = program };
        return new TorchModel(module, identity, new ImportReport([]), _ => Provenance.Script);
    }

    private static int? HeadOutputs(StagedNetwork network, string head) => network.named_parameters()
        .Where(own => own.name == $"{head}.weight").Select(own => (int?)own.parameter.shape[0]).FirstOrDefault();
}
