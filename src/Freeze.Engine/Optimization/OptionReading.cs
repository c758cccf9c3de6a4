using System.Collections;
using System.Globalization;

namespace Freeze.Optimization;

/// <summary>Turns what a script wrote into a value of an option's type, or says what was expected.</summary>
internal static class OptionReading
{
    /// <summary>Whether a value is a number of any .NET type.</summary>
    public static bool IsNumber(object? value) => value is sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal;

    /// <summary>Converts to the type of <paramref name="definition"/>'s default.</summary>
    /// <param name="definition">The option.</param>
    /// <param name="value">What the script wrote.</param>
    /// <param name="expected">What would have fitted, where the value does not; else null.</param>
    public static object? Convert(OptionDefinition definition, object? value, out string? expected)
    {
        expected = null;
        switch (definition.Default)
        {
            case double when IsNumber(value):
                return System.Convert.ToDouble(value, CultureInfo.InvariantCulture);
            case double:
                expected = "a number";
                return null;
            case bool:
                expected = value is bool ? null : "$true or $false";
                return value as bool?;
            case string or null when definition.IsText:
                expected = value is string or null ? null : "a name";
                return value as string;
            default:
                if (value is null && definition.Default is null)
                    return null;
                if (IsNumber(value) && System.Convert.ToDouble(value, CultureInfo.InvariantCulture) is var number && Math.Floor(number) == number && Math.Abs(number) < 1e15)
                    return (long)number;
                expected = "a whole number";
                return null;
        }
    }

    /// <summary>The two numbers of a pair such as <c>betas</c>, or null.</summary>
    public static (object First, object Second)? Pair(object? value) =>
        value is IList { Count: 2 } list && IsNumber(list[0]) && IsNumber(list[1]) ? (list[0]!, list[1]!) : null;

    /// <summary>What a value is, for a message.</summary>
    public static string Describe(object? value) => value switch
    {
        null => "nothing",
        string text => $"the text '{text}'",
        bool flag => flag ? "$true" : "$false",
        IDictionary => "a hashtable",
        IEnumerable list => $"a list of {list.Cast<object?>().Count()}",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => $"a {value.GetType().Name}",
    };
}
