namespace Freeze.WeightFiles.Reading;

/// <summary>What a weight file is, by its content.</summary>
public enum CheckpointFormat
{
    /// <summary>A zip archive as torch.save writes it since PyTorch 1.6.</summary>
    PyTorchZip,
    /// <summary>A sequence of pickles and raw storages, as torch.save wrote it before PyTorch 1.6.</summary>
    PyTorchLegacy,
    /// <summary>A .safetensors file.</summary>
    Safetensors,
    /// <summary>Several .safetensors files that an index.json joins.</summary>
    SafetensorsSharded,
    /// <summary>Several torch.save files that an index.json joins.</summary>
    PyTorchSharded,
    /// <summary>A TorchScript archive, as torch.jit.save writes it.</summary>
    TorchScript,
}
