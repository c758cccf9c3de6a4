using System.Collections;

namespace Freeze.WeightFiles.Reading;

/// <summary>Names of the tensors that share a storage with one of them; made when asked for, since a file may have any number of them.</summary>
/// <param name="family">All of them, in file order.</param>
/// <param name="self">The one that is left out.</param>
internal sealed class AlternativeNames(IReadOnlyList<TensorEntry> family, TensorEntry self) : IReadOnlyList<string>
{
    /// <inheritdoc/>
    public int Count => family.Count - 1;

    /// <inheritdoc/>
    public string this[int index] => family.Where(other => !ReferenceEquals(other, self)).ElementAt(index).Name;

    /// <inheritdoc/>
    public IEnumerator<string> GetEnumerator() => family.Where(other => !ReferenceEquals(other, self)).Select(other => other.Name).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
