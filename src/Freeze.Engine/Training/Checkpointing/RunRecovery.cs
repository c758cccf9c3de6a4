using Freeze.WeightFiles.Reading;
using Freeze.WeightFiles.Writing;

namespace Freeze.Training.Checkpointing;

/// <summary>Finds the state from which a run in a folder goes on, and sets the folder in order after a process that was killed.</summary>
internal sealed class RunRecovery(RunFiles files)
{
    private readonly List<FreezeException> _damages = [];

    /// <summary>What was found damaged on the way, and what is taken instead.</summary>
    public IReadOnlyList<string> Warnings { get; private set; } = [];

    /// <summary>Whether there is anything of a run that somebody could miss: a state after an epoch, or a file that cannot be told.</summary>
    public bool HoldsRun()
    {
        var states = files.Candidates.Where(Path.Exists).ToList();
        try
        {
            return states.Any(state =>
            {
                using var saved = RunCheckpoint.Open(state);
                return saved.Description.Epoch > 0;
            });
        }
        catch (FreezeException)
        {
            return true;
        }
    }

    /// <summary>Opens the newest state that is whole, with everything that it needs; null where there is none at all.</summary>
    /// <exception cref="FreezeException">ModelFileCorrupt: there are some, and none is whole. CheckpointMismatch: another program's file, or one of a later version. OutputNotWritable.</exception>
    public RunCheckpoint? Find()
    {
        foreach (var state in files.Candidates.Where(Path.Exists))
        {
            if (Directory.Exists(state))
                throw new FreezeException(ErrorCode.OutputNotWritable, state, $"'{state}' is a folder, where a run keeps a file.", "Move it away, or give another -CheckpointPath.");
            RunCheckpoint? saved = null;
            try
            {
                saved = RunCheckpoint.Open(state);
                Straighten(state, BestOf(saved), isFirst: saved.Description.Epoch == 0);
                var instead = $"The run goes on from the state after epoch {saved.Description.Epoch} instead.";
                Warnings = _damages.Count == 0 && state != files.LastNext && state != files.Last ? [$"The last state of the run in '{files.Folder}' is not there. {instead}"] : [.. _damages.Select(damage => $"{damage.Message} {instead}")];
                return saved;
            }
            catch (FreezeException error)
            {
                saved?.Dispose();
                if (error.Code is not (ErrorCode.ModelFileCorrupt or ErrorCode.ModelFormatUnknown or ErrorCode.ModelFileUnsafe))
                    throw;
                _damages.Add(error);
            }
        }

        if (_damages.Count == 0)
            return null;
        throw new FreezeException(ErrorCode.ModelFileCorrupt, files.Folder, $"No state of the run in '{files.Folder}' is whole. {string.Join(" ", _damages.Select(damage => damage.Message))}",
            "Start anew with -Force, or give another -CheckpointPath.", _damages[0]);
    }

    // Where the best state is that goes with another: without it the run would end with other weights.
    private string? BestOf(RunCheckpoint saved)
    {
        if (saved.Description.BestEpoch is not { } epoch)
            return null;
        foreach (var file in files.BestStates.Where(File.Exists))
        {
            try
            {
                using var best = RunCheckpoint.Open(file);
                if (best.Description.RunId == saved.Description.RunId && best.Description.Epoch == epoch)
                    return file;
            }
            catch (FreezeException)
            {
                // Another of them may be whole.
            }
        }

        throw WeightFileError.Corrupt(files.Folder, $"the best state of the run, that after epoch {epoch}, is not there or not whole.");
    }

    // A process may have been killed between any two renames.
    private void Straighten(string state, string? best, bool isFirst) => RunFiles.Guard(files.Folder, () =>
    {
        if (files.BestStates.Contains(state))
        {
            File.Delete(files.LastNext);
            if (!HardLink.TryCreate(state, files.LastNext))
                File.Copy(state, files.LastNext);
            state = files.LastNext;
        }

        // Whatever is beside a run's first state is of the run that was there before.
        if (isFirst)
            files.RemoveAllBut([state]);
        if (best is not null && best != files.Best)
        {
            // What the previous state may need stays, if it was another.
            if (best == files.BestNext && File.Exists(files.Best))
                File.Move(files.Best, files.BestPrevious, overwrite: true);
            File.Move(best, files.Best, overwrite: true);
        }

        File.Delete(files.BestNext);
        if (state == files.LastNext && File.Exists(files.Last))
            File.Move(files.Last, files.LastPrevious, overwrite: true);
        if (state != files.Last)
            File.Move(state, files.Last, overwrite: true);
        File.Delete(files.LastNext);
    });
}
