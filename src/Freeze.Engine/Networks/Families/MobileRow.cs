namespace Freeze.Networks.Families;

/// <summary>One row of the tables of the MobileNetV3 paper.</summary>
/// <param name="Inputs">Channels in.</param>
/// <param name="Kernel">Size of the convolution between.</param>
/// <param name="Inner">Channels between.</param>
/// <param name="Outputs">Channels out.</param>
/// <param name="Squeezes">Whether it squeezes and excites.</param>
/// <param name="Hardswish">Whether its activation is hard-swish instead of ReLU.</param>
/// <param name="Stride">Stride of the convolution between.</param>
internal sealed record MobileRow(int Inputs, int Kernel, int Inner, int Outputs, bool Squeezes, bool Hardswish, int Stride);
