namespace Freeze.Training.Checkpointing;

/// <summary>The names of the files in a run folder.</summary>
/// <remarks>
/// A new state is <c>next</c> until it is whole and everything it needs is there; from then on it is the newest. Only then does the one before
/// become <c>previous</c>. Whatever moment a process is killed at, <c>next</c>, the state itself and <c>previous</c> are tried in this order.
/// </remarks>
internal sealed record RunFiles(string Folder)
{
    /// <summary>The state after the last epoch.</summary>
    public string Last => Of("last");

    /// <summary>The state after the last epoch while the folder is set in order.</summary>
    public string LastNext => Of("last.next");

    /// <summary>The state before, in case the last one is damaged.</summary>
    public string LastPrevious => Of("last.previous");

    /// <summary>The state after the best epoch.</summary>
    public string Best => Of("best");

    /// <summary>A new best state whose epoch is not in the last state yet.</summary>
    public string BestNext => Of("best.next");

    /// <summary>The best state before, as the previous state may need it.</summary>
    public string BestPrevious => Of("best.previous");

    /// <summary>Held by the process that writes here.</summary>
    public string Lock => Path.Combine(Folder, ".lock");

    /// <summary>Where a state may be, the newest first.</summary>
    public IReadOnlyList<string> States => [LastNext, Last, LastPrevious];

    /// <summary>Where there may be anything to go on from: a best state too is whole, should all others be gone.</summary>
    public IReadOnlyList<string> Candidates => [.. States, .. BestStates];

    /// <summary>Where the best state may be.</summary>
    public IReadOnlyList<string> BestStates => [BestNext, Best, BestPrevious];

    /// <summary>Removes every state but some.</summary>
    public void RemoveAllBut(IReadOnlyList<string> kept)
    {
        foreach (var state in Candidates.Except(kept))
            File.Delete(state);
    }

    /// <summary>Does something to the folder; what the file system has against it comes out as a coded error.</summary>
    /// <exception cref="FreezeException">OutputNotWritable.</exception>
    public static void Guard(string folder, Action work)
    {
        try
        {
            work();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new FreezeException(ErrorCode.OutputNotWritable, folder, $"The run cannot be kept in '{folder}': {error.Message}",
                "Check free space and the rights to the folder, and that no other run writes to it; or give another -CheckpointPath.", error);
        }
    }

    private string Of(string name) => Path.Combine(Folder, $"{name}.safetensors");
}
