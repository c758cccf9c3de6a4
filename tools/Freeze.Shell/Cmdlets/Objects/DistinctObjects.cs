using System.Management.Automation;

namespace Freeze.Shell.Objects;

/// <summary>Objects of which no two are equal in value and in the properties that a selection gave them.</summary>
/// <param name="caseSensitive">Whether a and A differ.</param>
internal sealed class DistinctObjects(bool caseSensitive)
{
    private readonly ValueComparer _comparer = new(ascending: true, culture: null, caseSensitive);
    private readonly List<(PSObject Value, int Added)> _all = [];

    internal IEnumerable<PSObject> All => _all.Select(one => one.Value);

    internal void Add(PSObject value, int added) => _all.Add((value, added));

    internal bool Contains(PSObject value, IReadOnlyList<PSNoteProperty> added) => _all.Exists(one =>
        one.Added == added.Count
        && _comparer.Compare(value.BaseObject, one.Value.BaseObject) == 0
        && added.All(note => one.Value.Properties[note.Name] is { } other && _comparer.Compare(other.Value, note.Value) == 0));
}
