namespace Freeze.WeightFiles.Reading;

/// <summary>A numpy array that lies in a weight file beside its tensors.</summary>
public sealed class CheckpointArray
{
    internal CheckpointArray()
    {
    }

    /// <summary>Numpy's code for the element type: f4, i8, with a leading &gt; where the highest byte comes first.</summary>
    public string DataType { get; internal set; } = "";

    /// <summary>Sizes.</summary>
    public long[] Shape { get; internal set; } = [];

    /// <summary>Whether the first dimension varies fastest.</summary>
    public bool IsColumnMajor { get; internal set; }

    /// <summary>The elements.</summary>
    public byte[] Bytes { get; internal set; } = [];

    /// <inheritdoc/>
    public override string ToString() => $"array {DataType}[{string.Join(", ", Shape)}]";
}
