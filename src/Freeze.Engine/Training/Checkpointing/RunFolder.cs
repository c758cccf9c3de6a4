using Freeze.WeightFiles.Reading;
using Freeze.WeightFiles.Writing;

namespace Freeze.Training.Checkpointing;

/// <summary>
/// A folder that holds a run: its last and its best state, and the ones before until these are whole. One process at a time writes to it; killed
/// at any moment, it leaves a folder from which the run goes on.
/// </summary>
internal sealed class RunFolder : IDisposable
{
    private readonly FileStream _lock;
    private readonly RunFiles _files;
    private bool _holdsAnother;

    private RunFolder(RunFiles files, FileStream held) => (_files, _lock) = (files, held);

    /// <summary>The file with the state after the last epoch.</summary>
    public string Last => _files.Last;

    /// <summary>The saved run to go on with, which the folder's owner disposes of with it; null to begin one.</summary>
    public RunCheckpoint? Saved { get; private set; }

    /// <summary>What the user should know: a state that was damaged, and which one was taken instead.</summary>
    public IReadOnlyList<string> Warnings { get; private set; } = [];

    /// <summary>Opens a folder, which is made where it is not there.</summary>
    /// <param name="path">Its full path.</param>
    /// <param name="resume">Whether a run in it goes on.</param>
    /// <param name="force">Whether a run in it is replaced.</param>
    /// <exception cref="FreezeException">CheckpointExists: a run is in it, and neither was asked for. OutputNotWritable. ModelFileCorrupt: no state in it is whole. CheckpointMismatch: another program's file is in the place of one.</exception>
    public static RunFolder Open(string path, bool resume, bool force)
    {
        if (resume && force)
            throw new FreezeException(ErrorCode.OptionInvalid, "Force", "-Resume goes on with the run in the folder, and -Force begins a new one.", "Give one of the two.");
        var files = new RunFiles(path);
        var folder = new RunFolder(files, Claim(files));
        try
        {
            RunFiles.Guard(path, () => AtomicFile.RemoveRemains(path));
            var recovery = new RunRecovery(files);
            if (!resume && !force && recovery.HoldsRun())
                throw folder.Exists();
            if (resume)
                (folder.Saved, folder.Warnings) = (recovery.Find(), recovery.Warnings);
            folder._holdsAnother = folder.Saved is null;
            return folder;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Leaves the saved run aside: the next state begins another.</summary>
    public void BeginAnew()
    {
        Saved?.Dispose();
        (Saved, _holdsAnother) = (null, true);
    }

    /// <summary>Opens the best state of the run.</summary>
    /// <exception cref="FreezeException">ModelFileCorrupt, ModelFileNotFound.</exception>
    public RunCheckpoint OpenBest() => RunCheckpoint.Open(File.Exists(_files.BestNext) ? _files.BestNext : _files.Best);

    /// <summary>Keeps a state. The one before stays until this one is whole.</summary>
    /// <param name="snapshot">The state.</param>
    /// <param name="isLast">Whether the run goes on from here when it is resumed.</param>
    /// <param name="isBest">Whether it is the best state so far.</param>
    /// <exception cref="FreezeException">OutputNotWritable; what was there before still is.</exception>
    public void Save(RunSnapshot snapshot, bool isLast, bool isBest)
    {
        if (isBest)
            snapshot.Write(_files.BestNext);
        if (!isLast)
            return;
        RunFiles.Guard(_files.Folder, () =>
        {
            File.Delete(_files.LastNext);
            if (isBest && HardLink.TryCreate(_files.BestNext, _files.LastNext))
                FolderFlush.Run(_files.Folder);
            else
                snapshot.Write(_files.LastNext);
            Settle(isBest);
        });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Saved?.Dispose();
        _lock.Dispose();
    }

    // The new state is whole: make it the last one, and the best one with it.
    private void Settle(bool isBest)
    {
        if (_holdsAnother)
        {
            _files.RemoveAllBut(isBest ? [_files.LastNext, _files.BestNext] : [_files.LastNext]);
            _holdsAnother = false;
        }

        Rotate(_files.BestNext, _files.Best, _files.BestPrevious);
        Rotate(_files.LastNext, _files.Last, _files.LastPrevious);
    }

    private static void Rotate(string next, string current, string previous)
    {
        if (!File.Exists(next))
            return;
        if (File.Exists(current))
            File.Move(current, previous, overwrite: true);
        File.Move(next, current, overwrite: true);
    }

    private FreezeException Exists() => new(ErrorCode.CheckpointExists, _files.Folder, $"There is a run in '{_files.Folder}' already.", "Go on with it by -Resume, begin a new one in its place by -Force, or give another -CheckpointPath.");

    private static FileStream Claim(RunFiles files)
    {
        FileStream? held = null;
        RunFiles.Guard(files.Folder, () =>
        {
            OutputPath.RequireNoDanglingLink(files.Folder);
            if (File.Exists(files.Folder))
                throw new FreezeException(ErrorCode.OutputNotWritable, files.Folder, $"'{files.Folder}' is a file.", "Give -CheckpointPath a folder.");
            OutputPath.CreateFolder(files.Folder);
            held = new FileStream(files.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
        });
        return held!;
    }
}
