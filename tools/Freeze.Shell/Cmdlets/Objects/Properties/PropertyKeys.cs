using System.Management.Automation;
using Microsoft.PowerShell.Commands;

namespace Freeze.Shell.Objects;

/// <summary>Property keys in the light of the objects that they are for.</summary>
internal static class PropertyKeys
{
    /// <summary>Puts, for each pattern, the properties that any of the objects has, by name.</summary>
    internal static List<PropertyKey> Expand(IEnumerable<PropertyKey> keys, IReadOnlyCollection<PSObject> objects) =>
        [.. keys.SelectMany(key => key.Expression.HasWildCardCharacters ? Matches(key, objects) : [key])];

    /// <summary>The properties that identify objects of this type by declaration, or nothing.</summary>
    internal static object[]? DefaultFor(PSObject value) =>
        value.Members["PSStandardMembers"] is PSMemberSet standard && standard.Members["DefaultKeyPropertySet"] is PSPropertySet keys
            ? [.. keys.ReferencedPropertyNames]
            : null;

    private static IEnumerable<PropertyKey> Matches(PropertyKey key, IReadOnlyCollection<PSObject> objects)
    {
        var found = new SortedDictionary<string, PSPropertyExpression>(StringComparer.OrdinalIgnoreCase);
        foreach (PSPropertyExpression property in objects.SelectMany(key.Expression.ResolveNames))
        {
            found[property.ToString()] = property;
        }

        return found.Values.Select(property => key with { Expression = property });
    }
}
