namespace Freeze.Tensors;

/// <summary>Lists of names in messages, cut where they grow long.</summary>
internal static class NameList
{
    /// <summary>"a, b and 3 more".</summary>
    /// <param name="names">The names; none gives an empty text.</param>
    /// <param name="shown">The most names that are written out.</param>
    public static string Shorten(IReadOnlyCollection<string> names, int shown = 5) =>
        string.Join(", ", names.Take(shown)) + (names.Count > shown ? $" and {names.Count - shown} more" : "");
}
