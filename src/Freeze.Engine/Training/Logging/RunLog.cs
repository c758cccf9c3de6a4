using System.Diagnostics;
using Freeze.WeightFiles.Reading;

namespace Freeze.Training.Logging;

/// <summary>What a run writes down for people: numbers over its steps for TensorBoard, and a table of its epochs. A run is worth more than its log, so once it is open no failure of it ends the run.</summary>
internal sealed class RunLog : IDisposable
{
    private const long MostPending = 1 << 20;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Stopwatch _sinceFlush = Stopwatch.StartNew();
    private readonly List<string> _warnings = [];
    private EventFile? _events;
    private EpochTable? _table;

    private RunLog()
    {
    }

    /// <summary>Whether numbers of single steps are wanted.</summary>
    public bool TakesSteps => _events is not null;

    /// <summary>Opens what is asked for, before training begins.</summary>
    /// <param name="logPath">The folder of logs, in which the run gets one named by its id; null for no event file.</param>
    /// <param name="checkpointPath">The run's folder, which exists and where the table lies then; null for none, and the table lies beside the event file.</param>
    /// <param name="runId">The run.</param>
    /// <param name="finished">Epochs that an earlier part of the run has done; 0 for a new one.</param>
    /// <param name="firstStep">The first step that comes now, from 1.</param>
    /// <param name="records">What is known of the finished epochs.</param>
    /// <exception cref="FreezeException">OutputNotWritable.</exception>
    public static RunLog Open(string? logPath, string? checkpointPath, string runId, int finished = 0, long firstStep = 1, IReadOnlyList<object>? records = null)
    {
        var log = new RunLog();
        var folder = logPath is null ? null : Path.Combine(logPath, runId);
        try
        {
            if (folder is not null)
            {
                OutputPath.CreateFolder(folder);
                log._events = EventFile.Create(folder);
                if (finished > 0 || firstStep > 1)
                    log._events.Restart(firstStep);
                log._events.Flush();
            }

            if ((checkpointPath ?? folder) is { } tables)
                log._table = EpochTable.Open(Path.Combine(tables, EpochTable.FileName), finished, records?.Select(RecordCells.Of));
            return log;
        }
        catch (Exception error)
        {
            log.Dispose();
            if (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
                throw new FreezeException(ErrorCode.OutputNotWritable, logPath!, $"No log can be written to '{logPath}': {error.Message}", "Check free space and the rights to the folder, or give another -LogPath.", error);
            throw;
        }
    }

    /// <summary>Notes the numbers of a step.</summary>
    /// <param name="step">From 1, over all epochs.</param>
    /// <param name="scalars">Tags, of which the part before a slash names the chart's section, and values.</param>
    public void Step(long step, IEnumerable<(string Tag, double Value)> scalars) => Guard(() =>
    {
        _events?.Add(step, scalars);
        if (_events?.Pending > MostPending || _sinceFlush.Elapsed > Interval)
            Flush();
    });

    /// <summary>Notes an epoch.</summary>
    /// <param name="epoch">From 1.</param>
    /// <param name="scalars">Tags and values; those that are null are left out.</param>
    /// <param name="record">The epoch's record, which becomes a row of the table.</param>
    public void Epoch(int epoch, IEnumerable<(string Tag, double? Value)> scalars, object record)
    {
        Guard(() =>
        {
            _events?.Add(epoch, scalars.Where(scalar => scalar.Value is not null).Select(scalar => (scalar.Tag, scalar.Value!.Value)));
            Flush();
        });
        GuardTable(() => _table?.Append(RecordCells.Of(record)));
    }

    /// <summary>What has gone wrong since this was last asked.</summary>
    public IReadOnlyList<string> TakeWarnings()
    {
        if (_warnings.Count == 0)
            return [];
        string[] taken = [.. _warnings];
        _warnings.Clear();
        return taken;
    }

    /// <summary>Writes what is left and closes the files.</summary>
    public void Dispose()
    {
        Guard(Flush);
        _events?.Dispose();
        _events = null;
    }

    private void Flush()
    {
        _events?.Flush();
        _sinceFlush.Restart();
    }

    private void Guard(Action write)
    {
        try
        {
            write();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _events?.Dispose();
            _events = null;
            _warnings.Add($"The event file cannot be written any more, and the run goes on without it: {error.Message}");
        }
    }

    private void GuardTable(Action write)
    {
        try
        {
            write();
        }
        catch (FreezeException error)
        {
            _table = null;
            _warnings.Add($"The table of epochs cannot be written any more, and the run goes on without it: {error.Message}");
        }
    }
}
