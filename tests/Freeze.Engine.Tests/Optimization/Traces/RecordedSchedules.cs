using System.Text.Json;
using Freeze.Optimization.Schedules;

namespace Freeze.Tests.Optimization.Traces;

/// <summary>Makes the schedules that schedulers.json records: single ones, sequences and chains.</summary>
internal static class RecordedSchedules
{
    /// <param name="recorded">One record, or a part of one that names a schedule.</param>
    /// <param name="bases">The base rate of each group.</param>
    /// <param name="positions">The number of positions recorded.</param>
    public static Schedule Make(JsonElement recorded, double[] bases, int positions)
    {
        if (recorded.TryGetProperty("schedulers", out var sequence))
            return new SequentialSchedule(Parts(sequence), [.. recorded.GetProperty("milestones").EnumerateArray().Select(milestone => milestone.GetInt64())]);
        if (recorded.TryGetProperty("chained", out var chain))
            return new ChainedSchedule(Parts(chain));
        var args = recorded.GetProperty("args");
        if (recorded.GetProperty("type").GetString() is "LambdaLR" or "MultiplicativeLR")
            return Function(args.GetProperty("lr_lambda").GetString()!);
        var context = new ScheduleContext(positions, 1, [.. bases.Select((_, group) => $"group {group}")]);
        return ScheduleFactory.Create(recorded.GetProperty("type").GetString()!, TraceCase.Table(args), context).Schedule;

        IReadOnlyList<Schedule> Parts(JsonElement parts) => [.. parts.EnumerateArray().Select(part => Make(part, bases, positions))];
    }

    // Python text is not run: the one function of the records is written out.
    private static FactorSchedule Function(string text) => text == "min(1.0, (e + 1) / 10)" ? new FactorSchedule(position => Math.Min(1.0, (position + 1) / 10.0)) : throw new NotSupportedException(text);
}
