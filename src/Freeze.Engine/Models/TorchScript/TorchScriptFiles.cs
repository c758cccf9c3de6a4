using Freeze.Libtorch;
using Freeze.Models.TorchScript.Tracing;
using Freeze.Tensors;
using Freeze.WeightFiles.Reading;
using Freeze.WeightFiles.Writing;
using TorchSharp;
using static TorchSharp.torch;

namespace Freeze.Models.TorchScript;

/// <summary>Loads and saves TorchScript modules, scripted or traced, that take one tensor and give one.</summary>
internal static class TorchScriptFiles
{
    /// <summary>Loads a file that this project's own reader has found whole: libtorch's reader trusts what it is given.</summary>
    /// <param name="file">The open file; its checksums are proved first.</param>
    /// <param name="options">ClassCount, ResetHead, InputChannels, Seed, Device and DataType count here.</param>
    /// <exception cref="FreezeException">ModelFileCorrupt, DeviceUnavailable, OptionInvalid.</exception>
    public static TorchModel Load(Checkpoint file, ImportOptions options)
    {
        options.Build.Validate();
        file.Verify();
        file.Classes?.RequireHarmless();
        var device = Devices.Parse(options.Device);
        var layers = TorchScriptLayer.Of(file);
        var types = layers.ToDictionary(layer => layer.Name, layer => layer.Type);
        using var scratch = new ScratchFile();
        var changes = TorchScriptChanges.AreAskedFor(options) ? TorchScriptChanges.Make(file.Path, types, options, scratch.Path) : null;
        jit.ScriptModule<Tensor, Tensor>? module = null;
        // A script module's parameters do not survive the scope that they were made in.
        NativeFailure.TranslateFile(file.Path, () => module = jit.load<Tensor, Tensor>(changes is null ? file.Path : scratch.Path, device.type, device.index));
        changes ??= new TorchScriptChanges();
        var import = new ImportReport([file.Path])
        {
            Loaded = [.. file.Tensors.Select(tensor => tensor.Name).Except(changes.Reinitialized)],
            Reinitialized = changes.Reinitialized,
            Adapted = changes.Adapted,
            Remarks = [.. Remarks(layers, changes)],
        };
        var identity = new ModelIdentity(Path.GetFileNameWithoutExtension(file.Path), null, options.Build, changes.Outputs, changes.Head) { LayerTypes = types, Program = ScriptProgram.Of(file) };
        var model = new TorchModel(module!, identity, import, name => changes.Reinitialized.Contains(name) ? Provenance.Initialized : Provenance.Checkpoint);
        ModuleModes.Evaluate(model);
        return model;
    }

    /// <summary>Loads a module to look at it or to change it.</summary>
    /// <exception cref="FreezeException">ModelFileCorrupt.</exception>
    public static jit.ScriptModule Read(string path)
    {
        jit.ScriptModule? module = null;
        NativeFailure.TranslateFile(path, () => module = jit.load(path));
        return module!;
    }

    /// <summary>Reads the classes of a module's layers, and its code, from an archive that is written for it.</summary>
    /// <returns>Nothing of both where libtorch writes something that this project's reader does not take.</returns>
    public static (IReadOnlyDictionary<string, string>? Types, ScriptProgram? Program) Describe(jit.ScriptModule module)
    {
        using var scratch = new ScratchFile();
        try
        {
            NativeFailure.Translate("Reading the code of a TorchScript module", () => jit.save(module, scratch.Path));
            using var file = Checkpoint.Open(scratch.Path);
            return (TorchScriptLayer.Of(file).ToDictionary(layer => layer.Name, layer => layer.Type), ScriptProgram.Of(file));
        }
        catch (FreezeException)
        {
            return (null, null);
        }
    }

    /// <summary>Saves a module; the file is whole or not there.</summary>
    /// <exception cref="FreezeException">OptionInvalid: the model is none; OutputExists, OutputNotWritable.</exception>
    public static void Save(TorchModel model, string path, bool overwrite)
    {
        if (model.Module is not jit.ScriptModule module)
            throw new FreezeException(ErrorCode.OptionInvalid, model.Name, $"{model.Name} is not a TorchScript module, and cannot be made one here.", "Use -Format Safetensors or PyTorch.");
        // libtorch writes to a path and leaves what it could not finish; so it writes apart, and the whole is copied.
        using var scratch = new ScratchFile();
        NativeFailure.Translate($"Saving {model.Name}", () => jit.save(module, scratch.Path));
        using var written = File.OpenRead(scratch.Path);
        AtomicFile.Write(path, overwrite, target => written.CopyTo(target));
    }

    /// <summary>Another module with the same code and values.</summary>
    public static jit.ScriptModule<Tensor, Tensor> Copy(jit.ScriptModule module, string name)
    {
        using var scratch = new ScratchFile();
        jit.ScriptModule<Tensor, Tensor>? copy = null;
        NativeFailure.Translate($"Copying {name}", () =>
        {
            jit.save(module, scratch.Path);
            copy = jit.load<Tensor, Tensor>(scratch.Path);
        });
        return copy!;
    }

    private static IEnumerable<string> Remarks(IReadOnlyList<TorchScriptLayer> layers, TorchScriptChanges changes)
    {
        foreach (var group in layers.Where(layer => layer.FixedMode is not null).GroupBy(layer => layer.FixedMode!.Value))
        {
            var names = NameList.Shorten([.. group.Select(layer => layer.Name)], shown: 3);
            yield return group.Key
                ? $"tracing has fixed the training mode of {names}: statistics move and dropout acts whenever the module runs, frozen or not. Export it again with torch.jit.script, or trace it after model.eval()"
                : $"tracing has fixed the evaluation mode of {names}: statistics are used and never updated, and dropout is off, in training too. torch.jit.script keeps both modes";
        }

        if (changes.Doubt is { } doubt)
            yield return doubt;
    }
}
