namespace Freeze.Training;

/// <summary>A step of any kind of run, as far as showing it goes.</summary>
public interface IRunProgress
{
    /// <summary>Share of the whole run that is done, 0 to 1.</summary>
    double Progress { get; }

    /// <summary>Where the run is, in words.</summary>
    string Status { get; }

    /// <summary>The epoch's record, with its last step; else null.</summary>
    object? Record { get; }

    /// <summary>What the user should know, mostly none.</summary>
    IReadOnlyList<string> Warnings { get; }

    /// <summary>What was decided on the way, for who wants to know in detail; mostly nothing.</summary>
    IReadOnlyList<string> Remarks => [];
}
