using System.Globalization;

namespace Freeze;

/// <summary>Numbers by name, in the order in which they were added.</summary>
public sealed class NamedValues : Dictionary<string, double>
{
    /// <summary>Collects pairs; a later value for a name replaces the earlier one.</summary>
    public static NamedValues Of(IEnumerable<(string Name, double Value)> pairs)
    {
        var values = new NamedValues();
        foreach (var (name, value) in pairs)
            values[name] = value;
        return values;
    }

    /// <summary>Values as text for a CSV column, such as fc=0.05; layer4=0.01.</summary>
    public override string ToString() => string.Join("; ", this.Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key}={pair.Value}")));
}
