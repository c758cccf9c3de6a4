namespace Freeze.Benchmarks;

/// <summary>Something that is measured.</summary>
internal interface IBenchmark
{
    /// <summary>What to call it on the command line.</summary>
    string Name { get; }

    /// <summary>The heading of its section in RESULTS.md.</summary>
    string Title { get; }

    /// <summary>Measures, and returns a Markdown table with what was compared, medians and ratios.</summary>
    string Run();
}
