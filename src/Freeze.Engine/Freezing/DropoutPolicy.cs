namespace Freeze;

/// <summary>What dropout does in a frozen layer during training.</summary>
public enum DropoutPolicy
{
    /// <summary>It drops, as anywhere else.</summary>
    Keep,

    /// <summary>It is off, as in evaluation.</summary>
    Off,
}
