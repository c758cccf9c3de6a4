namespace Freeze.Networks;

/// <summary>A module whose name for users differs from its .NET type.</summary>
internal interface INamedLayer
{
    /// <summary>PyTorch's class name.</summary>
    string LayerType { get; }
}
