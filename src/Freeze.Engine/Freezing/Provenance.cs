namespace Freeze;

/// <summary>Where a parameter's present values come from.</summary>
public enum Provenance
{
    /// <summary>Drawn at random; never loaded, never trained.</summary>
    Initialized,

    /// <summary>Loaded from a weight file.</summary>
    Checkpoint,

    /// <summary>Moved by Start-FineTune or Start-AdversarialTraining.</summary>
    Trained,

    /// <summary>Came with a module that a script built.</summary>
    Script,
}
