namespace Freeze;

/// <summary>In which precision forward and backward passes compute. Weights, gradients and losses are float32 either way.</summary>
public enum Precision
{
    /// <summary>Everything in the model's own data type.</summary>
    Float32,

    /// <summary>Convolutions and matrix products in bfloat16: the range of float32 with three significant digits.</summary>
    BFloat16,
}
