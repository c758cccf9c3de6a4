using System.Security.Cryptography;

namespace Freeze;

/// <summary>Parameters and buffers that an import loaded, and those that it did not.</summary>
public sealed class ImportReport
{
    private readonly Lazy<string?> _sha256;

    internal ImportReport(IReadOnlyList<string> files) => (Files, _sha256) = (files, new Lazy<string?>(ComputeSha256));

    /// <summary>Files that were read, in the order in which they were loaded.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>Parameters and buffers that were loaded.</summary>
    public IReadOnlyList<string> Loaded { get; init; } = [];

    /// <summary>Parameters and buffers of the model that no file had.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>Tensors of the files that the model does not have, or has in another shape.</summary>
    public IReadOnlyList<string> Unexpected { get; init; } = [];

    /// <summary>Parameters that a file had but that were reinitialized: a replaced head.</summary>
    public IReadOnlyList<string> Reinitialized { get; init; } = [];

    /// <summary>Loaded parameters that were adapted to another number of input channels.</summary>
    public IReadOnlyList<string> Adapted { get; init; } = [];

    /// <summary>What a user should know of what was loaded, in sentences without their full stop.</summary>
    internal IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>SHA-256 of the last file, in lower-case hexadecimal digits; computed when first read, null without a file.</summary>
    public string? Sha256 => _sha256.Value;

    /// <inheritdoc/>
    public override string ToString() => $"{Loaded.Count} loaded, {Missing.Count} missing, {Unexpected.Count} unexpected, {Reinitialized.Count} reinitialized";

    private string? ComputeSha256()
    {
        if (Files.Count == 0 || !File.Exists(Files[^1]))
            return null;
        using var stream = File.OpenRead(Files[^1]);
        return Convert.ToHexString(SHA256.HashData(stream)).ToLowerInvariant();
    }
}
