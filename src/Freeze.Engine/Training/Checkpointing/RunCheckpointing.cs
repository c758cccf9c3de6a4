using System.Globalization;
using System.Text.Json;
using Freeze.Libtorch;
using Freeze.WeightFiles.Reading;
using TorchSharp;

namespace Freeze.Training.Checkpointing;

/// <summary>A run as it is kept in a folder, or nowhere: who it is, what it has done already, and what is written as its epochs end.</summary>
/// <typeparam name="TRecord">The record of an epoch.</typeparam>
internal sealed class RunCheckpointing<TRecord> : IDisposable
{
    private readonly RunFolder? _folder;
    private readonly RunOptions _options;
    private readonly ResumeContract _facts;
    private readonly List<TRecord> _records = [];
    private int? _bestEpoch;
    private string _otherData = "";

    private RunCheckpointing(RunFolder? folder, RunOptions options, ResumeContract facts)
    {
        (_folder, _options, _facts) = (folder, options, facts);
        var saved = folder?.Saved?.Description;
        RunId = saved?.RunId ?? $"{System.Random.Shared.Next():x8}";
        Random = RandomStream.Begin(options.Seed);
        Seed = saved?.Seed ?? options.Seed ?? System.Random.Shared.NextInt64(1L << 53);
        (Done, _bestEpoch) = (saved?.Epoch ?? 0, saved?.BestEpoch);
    }

    /// <summary>Eight hexadecimal digits; a resumed run keeps its own.</summary>
    public string RunId { get; }

    /// <summary>The seed that orders and augmentations follow.</summary>
    public long Seed { get; }

    /// <summary>What layers draw from; the seed alone says where it begins.</summary>
    public RandomStream Random { get; }

    /// <summary>Epochs that are done.</summary>
    public int Done { get; private set; }

    /// <summary>The records of these, as far as they were kept.</summary>
    public IReadOnlyList<TRecord> Records => _records;

    /// <summary>The state to go on from; null for a run that begins.</summary>
    public RunCheckpoint? Saved => _folder?.Saved;

    /// <summary>What the user should know.</summary>
    public IReadOnlyList<string> Warnings => [.. _folder?.Warnings ?? [], .. OtherThreads(), .. _otherData.Length > 0 ? [_otherData] : Array.Empty<string>()];

    /// <summary>Opens the folder that the options name, if any. No model is touched.</summary>
    /// <param name="options">Checkpoints, epochs and seed count here.</param>
    /// <param name="parts">What the run calls its models.</param>
    /// <param name="facts">What has to be the same for the run to go on.</param>
    /// <param name="differences">What else differs from a saved run, a clause each, where facts alone cannot tell.</param>
    /// <exception cref="FreezeException">CheckpointMismatch: says what differs. CheckpointExists, OutputNotWritable, ModelFileCorrupt, OptionInvalid.</exception>
    public static RunCheckpointing<TRecord> Open(RunOptions options, IReadOnlyList<string> parts, Func<ResumeContract> facts, Func<RunCheckpoint, IEnumerable<string>> differences)
    {
        if (options.CheckpointPath is not { } path)
        {
            return options.Resume || options.Force
                ? throw new FreezeException(ErrorCode.OptionInvalid, "CheckpointPath", $"{(options.Resume ? "-Resume" : "-Force")} is about a run in a folder, and no folder is given.", "Name it with -CheckpointPath.")
                : new RunCheckpointing<TRecord>(null, options, new ResumeContract());
        }

        if (options.CheckpointEvery < 1)
            throw new FreezeException(ErrorCode.OptionInvalid, "CheckpointEvery", $"-CheckpointEvery is {options.CheckpointEvery}.", "Give it a number of epochs, at least 1.");
        var folder = RunFolder.Open(path, options.Resume, options.Force);
        try
        {
            var now = facts();
            var otherData = "";
            if (folder.Saved is { } saved)
            {
                // A run of another kind has nothing that could be compared.
                var before = ResumeContract.From(saved.Description.Facts);
                List<string> data = [.. now.Part(data: true).DifferencesFrom(before.Part(data: true))];
                otherData = data.Count > 0 && options.AllowOtherData ? $"The run goes on with other data than it was begun with: {string.Join("; ", data)}." : "";
                Compare(folder, saved, options, options.AllowOtherData ? [] : data, parts.ToHashSet().SetEquals(saved.Description.Parts.Keys) ? [.. now.Part(data: false).DifferencesFrom(before.Part(data: false)), .. differences(saved)]
                    : [$"it trains {string.Join(" and ", saved.Description.Parts.Keys)}, and not {string.Join(" and ", parts)}"]);
            }

            var run = new RunCheckpointing<TRecord>(folder, options, now);
            run.Remember(path);
            run._otherData = otherData;
            return run;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Keeps the state before the first epoch, so that a run that is killed in it begins again with the same weights and seed, and a folder that cannot be written to is known at once.</summary>
    /// <exception cref="FreezeException">OutputNotWritable.</exception>
    public void Begin(IReadOnlyList<RunPart> parts) => _folder?.Save(Snapshot(parts), isLast: true, isBest: false);

    /// <summary>The checkpoint that is written as an epoch ends; null for none.</summary>
    /// <param name="epoch">From 1.</param>
    /// <param name="isEnd">Whether it is the run's last.</param>
    public string? PathAfter(int epoch, bool isEnd) => _folder is not null && (isEnd || epoch % _options.CheckpointEvery == 0) ? _folder.Last : null;

    /// <summary>Takes in how an epoch went, and keeps the state after it where it is due.</summary>
    /// <param name="kept">Its record, without what grows with every step.</param>
    /// <param name="parts">The run's models and optimizers as they are.</param>
    /// <param name="isBest">Whether it is the best so far.</param>
    /// <param name="isEnd">Whether it is the run's last.</param>
    /// <exception cref="FreezeException">OutputNotWritable; the earlier state still is there.</exception>
    public void End(TRecord kept, IReadOnlyList<RunPart> parts, bool isBest, bool isEnd)
    {
        Done++;
        if (_folder is null)
            return;
        _records.Add(kept);
        _bestEpoch = isBest ? Done : _bestEpoch;
        var isLast = PathAfter(Done, isEnd) is not null;
        if (isLast || isBest)
            _folder.Save(Snapshot(parts), isLast, isBest);
    }

    /// <summary>Opens the state after the best epoch; null where none is kept.</summary>
    public RunCheckpoint? OpenBest() => _bestEpoch is null ? null : _folder?.OpenBest();

    /// <inheritdoc/>
    public void Dispose()
    {
        Random.Dispose();
        _folder?.Dispose();
    }

    private void Remember(string path)
    {
        try
        {
            _records.AddRange(Saved?.Records<TRecord>() ?? []);
        }
        catch (JsonException error)
        {
            throw WeightFileError.Corrupt(path, $"the records of its epochs make no sense: {error.Message}", error);
        }
    }

    private IEnumerable<string> OtherThreads()
    {
        if (Saved?.Description.Threads is { } before && before != torch.get_num_threads())
            yield return $"The run computed with {before} threads and goes on with {torch.get_num_threads()}: its numbers may differ in their last digits from those of a run that was never interrupted. Set-TorchRuntime -Threads {before} has it as before.";
    }

    private RunSnapshot Snapshot(IReadOnlyList<RunPart> parts) => new(new RunDescription
    {
        RunId = RunId,
        Seed = Seed,
        Epochs = _options.Epochs,
        Epoch = Done,
        BestEpoch = _bestEpoch,
        Threads = torch.get_num_threads(),
        Facts = _facts.ToDictionary(),
        Parts = parts.ToDictionary(part => part.Name, PartDescription.Of),
        Records = RunDescription.Keep(_records),
    }, parts, Random);

    private static void Compare(RunFolder folder, RunCheckpoint saved, RunOptions options, IReadOnlyList<string> data, IReadOnlyList<string> others)
    {
        var description = saved.Description;
        List<string> differences = [.. data, .. others];
        if (options.Seed is { } seed && seed != description.Seed)
            differences.Add(string.Create(CultureInfo.InvariantCulture, $"seed was {description.Seed} and is {seed}"));
        if (options.Epochs < description.Epoch)
            differences.Add($"{description.Epoch} epochs are done and -Epochs is {options.Epochs}");
        if (differences.Count == 0)
            return;
        // Nothing is lost of a run that has not ended an epoch: its options were put right.
        if (description.Epoch == 0)
        {
            folder.BeginAnew();
            return;
        }

        throw new FreezeException(ErrorCode.CheckpointMismatch, folder.Last, $"The run in '{Path.GetDirectoryName(folder.Last)}' is another one: {string.Join("; ", differences)}.",
            $"{(data.Count == differences.Count ? "Where that is meant, go on with -AllowOtherData. Otherwise give" : "Give")} the model, data and options that it was started with, begin a new run in its place with -Force, or give another -CheckpointPath.");
    }
}
