using System.Collections;
using System.Globalization;

namespace Freeze.Freezing;

/// <summary>What -UnfreezeSchedule asks for: layers by the epoch from which they train, or one stage an epoch from the head down.</summary>
/// <param name="IsGradual">Whether it is the word Gradual.</param>
/// <param name="Layers">Patterns by epoch, in the order of epochs; empty with Gradual.</param>
internal sealed record UnfreezeStages(bool IsGradual, IReadOnlyList<(int Epoch, IReadOnlyList<string> Patterns)> Layers)
{
    private const string Cure = "Give @{ 3 = 'layer4'; 5 = 'layer3', 'layer2' }, epochs counted from 1, or the word Gradual.";

    /// <summary>Reads what a script gave.</summary>
    /// <param name="value">A dictionary from epochs to patterns, or the word Gradual.</param>
    /// <exception cref="FreezeException">OptionInvalid.</exception>
    public static UnfreezeStages Parse(object value) => value switch
    {
        string word when word.Equals("Gradual", StringComparison.OrdinalIgnoreCase) => new UnfreezeStages(true, []),
        IDictionary { Count: > 0 } table => new UnfreezeStages(false, [.. table.Keys.Cast<object>().Select(key => Read(key, table[key])).OrderBy(entry => entry.Epoch)]),
        IDictionary => throw Invalid("-UnfreezeSchedule is empty."),
        _ => throw Invalid($"-UnfreezeSchedule cannot be '{value}'."),
    };

    private static (int Epoch, IReadOnlyList<string> Patterns) Read(object key, object? value)
    {
        if (!int.TryParse(Convert.ToString(key, CultureInfo.InvariantCulture), NumberStyles.None, CultureInfo.InvariantCulture, out var epoch) || epoch < 1)
            throw Invalid($"'{key}' in -UnfreezeSchedule is no epoch.");
        IReadOnlyList<string> patterns = value is IEnumerable many and not string ? [.. many.Cast<object?>().Select(Name)] : [Name(value)];
        return patterns.Count > 0 ? (epoch, patterns) : throw Invalid($"-UnfreezeSchedule names no layer for epoch {epoch}.");
    }

    // PowerShell reads 2.10 as the number 2.1 before anyone sees it.
    private static string Name(object? item) => item switch
    {
        double or float or decimal => throw Invalid($"-UnfreezeSchedule gives the layer name {Convert.ToString(item, CultureInfo.InvariantCulture)} as a number, whose digits may have changed on the way; put it in quotes."),
        _ => Convert.ToString(item, CultureInfo.InvariantCulture) ?? "",
    };

    private static FreezeException Invalid(string message) => new(ErrorCode.OptionInvalid, "UnfreezeSchedule", message, Cure);
}
