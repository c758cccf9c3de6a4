using SkiaSharp;

namespace Freeze.Reporting.Charts;

/// <summary>The records of one run or several, by run and epoch, and what tells the runs apart in a chart.</summary>
/// <typeparam name="T">The records' type.</typeparam>
internal sealed class RunSet<T>
{
    // More points than pixels show nothing more.
    private const int MostStepLosses = 3000;

    private readonly Func<T, string> _id;
    private readonly Func<T, int> _epoch;

    /// <param name="records">At least one, in any order; where an epoch of a run comes twice, the later one counts.</param>
    /// <param name="id">The run of a record.</param>
    /// <param name="epoch">Its epoch.</param>
    public RunSet(IEnumerable<T> records, Func<T, string> id, Func<T, int> epoch)
    {
        (_id, _epoch) = (id, epoch);
        Runs = [.. records.GroupBy(id).Select(run => run.GroupBy(epoch).Select(same => same.Last()).OrderBy(epoch).ToArray())];
    }

    /// <summary>The runs, in the order in which they came, each by epoch.</summary>
    public IReadOnlyList<T[]> Runs { get; }

    /// <summary>Whether there is one run only, so that colours can tell other things.</summary>
    public bool IsSingle => Runs.Count == 1;

    /// <summary>All records.</summary>
    public IEnumerable<T> All => Runs.SelectMany(run => run);

    /// <summary>Where the first epoch begins.</summary>
    public double Start => Runs.Min(run => _epoch(run[0])) - 1;

    /// <summary>What a line of a run is called: what it shows where there is one run, else the run.</summary>
    public string Name(int run, string single) => IsSingle ? single : _id(Runs[run][0]);

    /// <summary>The colour of a line: its own where there is one run, else the run's.</summary>
    public SKColor Colour(int run, SKColor single) => IsSingle ? single : ChartColors.Of(run);

    /// <summary>A line of a run over its epochs.</summary>
    public ChartSeries Line(int run, string? name, SKColor single, Func<T, double?> value) =>
        new(name, Colour(run, single), [.. Runs[run].Select(record => ((double)_epoch(record), value(record) ?? double.NaN))]);

    /// <summary>A line of every run.</summary>
    public IEnumerable<ChartSeries> Lines(string single, SKColor colour, Func<T, double?> value) => Runs.Select((_, run) => Line(run, Name(run, single), colour, value));

    /// <summary>A line for each name. Among several runs the colour tells the run as elsewhere, so the kind of line tells the name. Of lines that lie on each other the lower ones are wider, so that they are seen.</summary>
    public IReadOnlyList<ChartSeries> Named(Func<T, NamedValues> values)
    {
        var names = All.SelectMany(record => values(record).Keys).Distinct().ToList();
        ChartDash Dash(int number) => IsSingle ? ChartDash.Solid : (ChartDash)(number % 3);
        List<ChartSeries> lines =
        [
            .. names.SelectMany((name, number) => Runs.Select((_, run) => Line(run, IsSingle ? name : null, ChartColors.Of(number), record => values(record).TryGetValue(name, out var value) ? value : null)
                with { Dash = Dash(number), HasDots = false })),
        ];
        for (var i = 0; i < lines.Count; i++)
            lines[i] = lines[i] with { Width = lines[i].Width + 2.5f * Math.Min(2, lines.Skip(i + 1).Count(above => above.Points.SequenceEqual(lines[i].Points))) };
        return [.. IsSingle ? [] : names.Select((name, number) => new ChartSeries(name, ChartColors.Muted, []) { Dash = Dash(number) }), .. lines];
    }

    /// <summary>The losses of the first run's single steps, averaged where there are too many of them: what lies behind the epochs' means.</summary>
    public ChartSeries Steps(string? name, SKColor colour, Func<T, double[]> losses)
    {
        var stride = Math.Max(1, (int)Math.Ceiling(Runs[0].Sum(record => (double)losses(record).Length) / MostStepLosses));
        var points = Runs[0].SelectMany(record => losses(record).Chunk(stride).Select((part, index) =>
            (_epoch(record) - 1 + Math.Min(losses(record).Length, (index + 0.5) * stride) / losses(record).Length, part.Average())));
        return new ChartSeries(name, ChartColors.Pale(colour, 0.35), [.. points]) { Width = 1, HasDots = false, IsBackground = true };
    }
}
