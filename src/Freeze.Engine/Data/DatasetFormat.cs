namespace Freeze;

/// <summary>The kinds of files that data comes in.</summary>
public enum DatasetFormat
{
    /// <summary>Told by the content.</summary>
    Auto,

    /// <summary>The format of MNIST and its relatives, gzip-compressed or plain.</summary>
    Idx,

    /// <summary>Tensors named inputs or images, and labels.</summary>
    Safetensors,
}
