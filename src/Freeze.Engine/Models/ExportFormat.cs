namespace Freeze;

/// <summary>The file formats that models are written in.</summary>
public enum ExportFormat
{
    /// <summary>Tensors with a JSON header; carries what Freeze knows of the model.</summary>
    Safetensors,

    /// <summary>A state dict in PyTorch's zip format.</summary>
    PyTorch,

    /// <summary>A TorchScript module, where the model is one.</summary>
    TorchScript,
}
