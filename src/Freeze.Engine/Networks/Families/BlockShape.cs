namespace Freeze.Networks.Families;

/// <summary>What the blocks of a residual network are like inside.</summary>
/// <param name="Bottleneck">Whether three convolutions (1x1, 3x3, 1x1, four times as wide at the end) instead of two of 3x3.</param>
/// <param name="Groups">Groups of the 3x3 convolution.</param>
/// <param name="GroupWidth">Channels of each group for a block of 64.</param>
internal sealed record BlockShape(bool Bottleneck, int Groups = 1, int GroupWidth = 64);
