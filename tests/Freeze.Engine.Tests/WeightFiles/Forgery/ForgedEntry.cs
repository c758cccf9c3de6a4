namespace Freeze.Tests.WeightFiles.Forgery;

/// <summary>A zip entry that may lie: whatever is null is told truly.</summary>
internal sealed record ForgedEntry(string Name, byte[] Data)
{
    /// <summary>Whether the data is compressed.</summary>
    public bool Deflated { get; init; }

    /// <summary>The name in front of the data.</summary>
    public string? LocalName { get; init; }

    /// <summary>The method in both headers.</summary>
    public ushort? Method { get; init; }

    /// <summary>The flags in both headers.</summary>
    public ushort Flags { get; init; }

    /// <summary>The CRC-32 in both headers.</summary>
    public uint? Checksum { get; init; }

    /// <summary>The size in the directory.</summary>
    public uint? Size { get; init; }

    /// <summary>The compressed size in the directory.</summary>
    public uint? Compressed { get; init; }

    /// <summary>The size in front of the data.</summary>
    public uint? LocalSize { get; init; }

    /// <summary>Where the directory says that the entry starts.</summary>
    public uint? Start { get; init; }

    /// <summary>The extra field in the directory.</summary>
    public byte[] Extra { get; init; } = [];
}
