namespace Freeze;

/// <summary>How a network begins.</summary>
public enum StemKind
{
    /// <summary>As published (residual networks: 7x7 stride 2, then max-pooling).</summary>
    Standard,

    /// <summary>A 3x3 stride-1 convolution without max-pooling, for images of about 32 pixels.</summary>
    Small,
}
