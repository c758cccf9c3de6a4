namespace Microsoft.PowerShell.Commands;

/// <summary>What Test-Path asks of an item.</summary>
public enum TestPathType
{
    /// <summary>That it exists.</summary>
    Any,

    /// <summary>That it can hold other items.</summary>
    Container,

    /// <summary>That it cannot hold other items.</summary>
    Leaf,
}
