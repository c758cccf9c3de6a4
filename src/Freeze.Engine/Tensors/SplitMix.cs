namespace Freeze.Tensors;

/// <summary>Random numbers that depend on their seed alone, on every machine: SplitMix64 (Steele, Lea and Flood, 2014).</summary>
internal struct SplitMix(ulong state)
{
    private ulong _state = state;

    /// <summary>Scatters the bits of a number.</summary>
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    /// <summary>The next 64 bits.</summary>
    public ulong Next() => Mix(_state += 0x9E3779B97F4A7C15);

    /// <summary>A whole number from 0 up to, but not including, a bound.</summary>
    public int Below(int bound) => (int)(((UInt128)Next() * (ulong)bound) >> 64);

    /// <summary>A number from low up to, but not including, high.</summary>
    public double Between(double low, double high) => low + (high - low) * ((Next() >> 11) * (1.0 / (1UL << 53)));

    /// <summary>Whether something of the given probability happens.</summary>
    public bool Happens(double probability) => Between(0, 1) < probability;
}
