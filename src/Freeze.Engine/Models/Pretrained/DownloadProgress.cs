namespace Freeze.Models.Pretrained;

/// <summary>How far a download is.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Done">Bytes that are here.</param>
/// <param name="Total">Bytes of the whole file; null where the server does not say.</param>
internal sealed record DownloadProgress(string File, long Done, long? Total)
{
    /// <summary>The share that is done, 0 to 1; 0 where the whole is unknown.</summary>
    public double Share => Total is > 0 ? (double)Done / Total.Value : 0;

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Done / 1048576.0:F1} of {(Total is { } total ? (total / 1048576.0).ToString("F1", System.Globalization.CultureInfo.InvariantCulture) : "?")} MB");
}
