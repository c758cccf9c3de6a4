namespace Freeze;

/// <summary>The kinds of files that data comes in.</summary>
public enum DatasetFormat
{
    /// <summary>Told by the content.</summary>
    Auto,

    /// <summary>A folder with a folder of images for each class.</summary>
    ImageFolder,

    /// <summary>The format of MNIST and its relatives, gzip-compressed or plain.</summary>
    Idx,

    /// <summary>The binary version of CIFAR-10 and CIFAR-100: a file, or the folder of all training files.</summary>
    Cifar,

    /// <summary>A table as text: a line for each sample.</summary>
    Csv,

    /// <summary>NumPy's .npy, or .npz with arrays named inputs, images or x, and labels or y.</summary>
    Numpy,

    /// <summary>Tensors named inputs or images, and labels.</summary>
    Safetensors,
}
