namespace Freeze;

/// <summary>File format of an exported model.</summary>
public enum ExportFormat
{
    /// <summary>Tensors with a JSON header that holds what Freeze knows of the model.</summary>
    Safetensors,

    /// <summary>State dict in PyTorch's zip format.</summary>
    PyTorch,

    /// <summary>TorchScript module, if the model is one.</summary>
    TorchScript,
}
