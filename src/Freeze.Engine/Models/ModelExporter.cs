using Freeze.Checkpoints;

namespace Freeze.Models;

/// <summary>Writes models to files.</summary>
internal static class ModelExporter
{
    /// <summary>The format that a file's ending stands for.</summary>
    public static ExportFormat FormatOf(string path) =>
        Path.GetExtension(path).ToLowerInvariant() is ".pth" or ".pt" or ".bin" ? ExportFormat.PyTorch : ExportFormat.Safetensors;

    /// <summary>Writes parameters and buffers in PyTorch's order, every bit as it is.</summary>
    /// <exception cref="FreezeException">OutputExists, OutputNotWritable, OptionInvalid.</exception>
    public static void Write(TorchModel model, string path, ExportFormat format, bool overwrite)
    {
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
                throw new FreezeException(ErrorCode.OptionInvalid, model.Name, $"{model.Name} is not a TorchScript module, and cannot be made one here.", "Use -Format Safetensors or PyTorch.");
        }
    }
}
