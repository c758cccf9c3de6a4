namespace Freeze.Reporting.Charts;

/// <summary>Epochs in a row in which as much was trained.</summary>
/// <param name="Start">The end of the epoch before, which is 0 for the first.</param>
/// <param name="End">The last epoch.</param>
/// <param name="TrainableCount">Elements that trained.</param>
internal sealed record FreezePhase(double Start, double End, long TrainableCount)
{
    /// <summary>The phases of a run.</summary>
    /// <param name="records">Its records by epoch.</param>
    public static IReadOnlyList<FreezePhase> Of(IEnumerable<EpochRecord> records)
    {
        var phases = new List<FreezePhase>();
        foreach (var record in records)
        {
            if (phases.Count > 0 && phases[^1].TrainableCount == record.TrainableCount)
                phases[^1] = phases[^1] with { End = record.Epoch };
            else
                phases.Add(new FreezePhase(phases.Count > 0 ? phases[^1].End : record.Epoch - 1, record.Epoch, record.TrainableCount));
        }

        return phases;
    }
}
