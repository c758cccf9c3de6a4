namespace Freeze.Networks;

/// <summary>A layer that multiplies activations with each other, as attention does, and not only with its parameters.</summary>
internal interface IActivationProducts
{
    /// <summary>Multiply-adds of those products for one sample.</summary>
    /// <param name="output">The shape of the layer's output, the batch first.</param>
    long CountProducts(long[] output);
}
