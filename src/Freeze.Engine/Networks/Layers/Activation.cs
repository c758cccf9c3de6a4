namespace Freeze.Networks.Layers;

/// <summary>The activation functions of the mobile families.</summary>
internal enum Activation
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>min(max(x, 0), 6).</summary>
    Relu6,

    /// <summary>x times sigmoid(x).</summary>
    Silu,

    /// <summary>x times a piecewise linear sigmoid.</summary>
    Hardswish,
}
