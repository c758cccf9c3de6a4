using System.Globalization;

namespace Freeze.Data.Tables;

/// <summary>Reads the text of a field as a number, and shows it to a person.</summary>
internal static class FieldText
{
    private const int Shown = 40;

    /// <summary>Reads a finite number, written with a point whatever the culture.</summary>
    /// <param name="field">The text. .NET's own reading passes over zero characters at its end, which a damaged file is full of.</param>
    /// <param name="value">The number.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryNumber(ReadOnlySpan<char> field, out float value)
    {
        value = 0;
        return !HasZero(field) && float.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && float.IsFinite(value);
    }

    /// <summary>Looks for a zero character, which no text has.</summary>
    public static bool HasZero(ReadOnlySpan<char> field) => field.Contains('\0');

    /// <summary>The text, or its beginning, with what cannot be seen made visible.</summary>
    public static string Show(ReadOnlySpan<char> field) =>
        string.Concat(field[..Math.Min(field.Length, Shown)].ToString().Select(letter => letter == '\0' ? "\\0" : char.IsControl(letter) ? $"\\u{(int)letter:x4}" : letter.ToString()));
}
