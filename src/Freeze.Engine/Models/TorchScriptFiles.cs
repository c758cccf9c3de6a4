using Freeze.Checkpoints;
using Freeze.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Freeze.Models;

/// <summary>Loads and saves TorchScript modules, scripted or traced, that take one tensor and give one.</summary>
internal static class TorchScriptFiles
{
    /// <summary>Loads a file that this project's own reader has found whole: libtorch's reader trusts what it is given.</summary>
    /// <param name="file">The open file; its checksums are proved first.</param>
    /// <param name="options">Device and data type count here; a head can only be changed where the module was made.</param>
    /// <exception cref="FreezeException">ModelFileCorrupt, DeviceUnavailable, OptionInvalid.</exception>
    public static TorchModel Load(Checkpoint file, ImportOptions options)
    {
        var name = Path.GetFileNameWithoutExtension(file.Path);
        if (options.Build.ClassCount is not null || options.ResetHead)
        {
            throw new FreezeException(ErrorCode.OptionInvalid, file.Path, $"{file.Path} is a TorchScript module, whose head is part of its code.",
                "Change the head in Python and export again, or build the architecture by name and give it this file as -Weights.");
        }

        file.Verify();
        var device = Devices.Parse(options.Device);
        jit.ScriptModule<Tensor, Tensor>? module = null;
        // A script module's parameters do not survive the scope that they were made in.
        NativeFailure.TranslateFile(file.Path, () => module = jit.load<Tensor, Tensor>(file.Path, device.type, device.index));
        if (options.DataType is not null)
            module!.to(ElementNames.Parse(options.DataType));
        var import = new ImportReport([file.Path]) { Loaded = [.. file.Tensors.Select(tensor => tensor.Name)] };
        var model = new TorchModel(module!, new ModelIdentity(name, null, options.Build, null, null) { LayerTypes = TorchScriptTypes.Of(file) }, import, _ => Provenance.Checkpoint);
        Layers.ModuleModes.Evaluate(model);
        return model;
    }

    /// <summary>Saves a module; the file is whole or not there.</summary>
    /// <exception cref="FreezeException">OptionInvalid: the model is none; OutputExists, OutputNotWritable.</exception>
    public static void Save(TorchModel model, string path, bool overwrite)
    {
        if (model.Module is not jit.ScriptModule module)
            throw new FreezeException(ErrorCode.OptionInvalid, model.Name, $"{model.Name} is not a TorchScript module, and cannot be made one here.", "Use -Format Safetensors or PyTorch.");
        // libtorch writes to a path and leaves what it could not finish; so it writes apart, and the whole is copied.
        var apart = Path.Combine(Path.GetTempPath(), $"freeze-{Guid.NewGuid():N}.pt");
        try
        {
            NativeFailure.Translate($"Saving {model.Name}", () => jit.save(module, apart));
            using var written = File.OpenRead(apart);
            AtomicFile.Write(path, overwrite, target => written.CopyTo(target));
        }
        finally
        {
            File.Delete(apart);
        }
    }

    /// <summary>Another module with the same code and values.</summary>
    public static jit.ScriptModule<Tensor, Tensor> Copy(jit.ScriptModule module, string name)
    {
        var apart = Path.Combine(Path.GetTempPath(), $"freeze-{Guid.NewGuid():N}.pt");
        try
        {
            jit.ScriptModule<Tensor, Tensor>? copy = null;
            NativeFailure.Translate($"Copying {name}", () =>
            {
                jit.save(module, apart);
                copy = jit.load<Tensor, Tensor>(apart);
            });
            return copy!;
        }
        finally
        {
            File.Delete(apart);
        }
    }
}
