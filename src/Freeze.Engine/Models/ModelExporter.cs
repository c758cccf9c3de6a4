using Freeze.Models.TorchScript;
using Freeze.WeightFiles.Reading;
using Freeze.WeightFiles.Safetensors;
using Freeze.WeightFiles.Storage;
using Freeze.WeightFiles.Writing;

namespace Freeze.Models;

/// <summary>Writes models to files.</summary>
internal static class ModelExporter
{
    /// <summary>The format that a file's ending stands for, given what the model is; one without an ending is Safetensors.</summary>
    /// <exception cref="FreezeException">FormatUnknown.</exception>
    public static ExportFormat FormatOf(TorchModel model, string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".ts" => ExportFormat.TorchScript,
        ".pt" when model.Module is TorchSharp.torch.jit.ScriptModule => ExportFormat.TorchScript,
        ".pth" or ".pt" or ".bin" => ExportFormat.PyTorch,
        ".safetensors" or "" => ExportFormat.Safetensors,
        var other => throw new FreezeException(ErrorCode.FormatUnknown, path, $"Models are not written as {other} files.",
            "End the path in .safetensors (Safetensors), .pth, .pt or .bin (PyTorch), or for a TorchScript module in .pt or .ts; or say with -Format what a file of another name is to hold."),
    };

    /// <summary>Writes parameters and buffers in PyTorch's order, every bit as it is.</summary>
    /// <exception cref="FreezeException">OutputExists, OutputNotWritable, OptionInvalid.</exception>
    public static void Write(TorchModel model, string path, ExportFormat format, bool overwrite)
    {
        using var use = model.Use.Borrow();
        IReadOnlyList<TensorSource> tensors = [.. model.StateTensors.Select(tensor => TensorLoading.ToSource(tensor.Name, tensor.Value))];
        switch (format)
        {
            case ExportFormat.Safetensors:
                SafetensorsWriter.Write(path, tensors, ModelDescription.Of(model)?.ToMetadata(), overwrite);
                break;
            case ExportFormat.PyTorch:
                PyTorchWriter.Write(path, tensors, overwrite);
                break;
            default:
                TorchScriptFiles.Save(model, path, overwrite);
                break;
        }
    }
}
