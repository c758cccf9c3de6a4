namespace Freeze.Shell.Foundation;

/// <summary>The random numbers of the process, which Get-Random -SetSeed starts anew.</summary>
internal static class SessionRandom
{
    private static readonly Lock Gate = new();
    private static Random _source = new();

    /// <summary>Starts anew from a seed.</summary>
    internal static void Seed(int seed)
    {
        lock (Gate)
            _source = new Random(seed);
    }

    /// <summary>A whole number from <paramref name="from"/> to below <paramref name="to"/>.</summary>
    internal static int Next(int from, int to)
    {
        lock (Gate)
            return _source.Next(from, to);
    }

    /// <inheritdoc cref="Next"/>
    internal static long NextLong(long from, long to)
    {
        lock (Gate)
            return _source.NextInt64(from, to);
    }

    /// <summary>A number from 0 to below 1.</summary>
    internal static double NextDouble()
    {
        lock (Gate)
            return _source.NextDouble();
    }
}
