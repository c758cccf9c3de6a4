using System.Collections;
using System.Globalization;

namespace Freeze.Layers;

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
        IDictionary { Count: > 0 } table => new UnfreezeStages(false, [.. table.Cast<DictionaryEntry>().Select(Read).OrderBy(entry => entry.Epoch)]),
        IDictionary => throw Invalid("-UnfreezeSchedule is empty."),
        _ => throw Invalid($"-UnfreezeSchedule cannot be '{value}'."),
    };

    private static (int Epoch, IReadOnlyList<string> Patterns) Read(DictionaryEntry entry)
    {
        if (!int.TryParse(Convert.ToString(entry.Key, CultureInfo.InvariantCulture), NumberStyles.None, CultureInfo.InvariantCulture, out var epoch) || epoch < 1)
            throw Invalid($"'{entry.Key}' in -UnfreezeSchedule is no epoch.");
        IReadOnlyList<string> patterns = entry.Value switch
        {
            string one => [one],
            IEnumerable many => [.. many.Cast<object?>().Select(item => Convert.ToString(item, CultureInfo.InvariantCulture) ?? "")],
            var other => [Convert.ToString(other, CultureInfo.InvariantCulture) ?? ""],
        };
        return patterns.Count > 0 ? (epoch, patterns) : throw Invalid($"-UnfreezeSchedule names no layer for epoch {epoch}.");
    }

    private static FreezeException Invalid(string message) => new(ErrorCode.OptionInvalid, "UnfreezeSchedule", message, Cure);
}
