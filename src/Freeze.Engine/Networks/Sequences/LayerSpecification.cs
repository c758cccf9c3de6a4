using System.Globalization;

namespace Freeze.Networks.Sequences;

/// <summary>A layer as a user writes it: <c>Conv2d(1, 32, 3, padding=1, bias=False)</c>, with or without <c>name: </c> in front.</summary>
/// <param name="Text">What was written.</param>
/// <param name="Name">The name in front; null without.</param>
/// <param name="Layer">The layer's type.</param>
/// <param name="Positional">Arguments without a name, in order.</param>
/// <param name="Named">Arguments with one.</param>
internal sealed record LayerSpecification(
    string Text, string? Name, string Layer, IReadOnlyList<object?> Positional, IReadOnlyDictionary<string, object?> Named)
{
    /// <summary>Reads what a user wrote.</summary>
    /// <exception cref="FreezeException">LayerSpecificationInvalid.</exception>
    public static LayerSpecification Parse(string text)
    {
        var rest = text.Trim();
        string? name = null;
        var colon = rest.IndexOf(':', StringComparison.Ordinal);
        var bracket = rest.IndexOf('(', StringComparison.Ordinal);
        if (colon >= 0 && (bracket < 0 || colon < bracket))
        {
            name = rest[..colon].Trim();
            rest = rest[(colon + 1)..].Trim();
            if (name.Length == 0 || name.Contains('.', StringComparison.Ordinal) || name.Any(char.IsWhiteSpace))
                throw Invalid(text, $"'{name}' is no name for a layer: names have no dots and no blanks.");
        }

        bracket = rest.IndexOf('(', StringComparison.Ordinal);
        if (bracket >= 0 && !rest.EndsWith(')'))
            throw Invalid(text, "its closing bracket is missing.");
        var layer = (bracket < 0 ? rest : rest[..bracket]).Trim();
        if (layer.StartsWith("nn.", StringComparison.Ordinal))
            layer = layer["nn.".Length..];
        var positional = new List<object?>();
        var named = new Dictionary<string, object?>();
        foreach (var argument in bracket < 0 ? [] : Split(text, rest[(bracket + 1)..^1]))
            Add(text, argument, positional, named);
        return new LayerSpecification(text, name, layer, positional, named);
    }

    /// <summary>An error about a specification.</summary>
    public static FreezeException Invalid(string text, string reason, string? cure = null) =>
        new(ErrorCode.LayerSpecificationInvalid, text, $"'{text}' cannot be built: {reason}",
            cure ?? "Write a layer as PyTorch does: Linear(784, 128), Conv2d(1, 32, 3, padding=1), ReLU.");

    private static void Add(string text, string argument, List<object?> positional, Dictionary<string, object?> named)
    {
        var equals = argument.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0 && named.Count > 0)
            throw Invalid(text, $"'{argument}' has no name but follows one that has.");
        if (equals < 0)
            positional.Add(Value(text, argument));
        else if (!named.TryAdd(argument[..equals].Trim(), Value(text, argument[(equals + 1)..].Trim())))
            throw Invalid(text, $"{argument[..equals].Trim()} is given twice.");
    }

    /// <summary>Splits at commas that are not inside brackets.</summary>
    private static List<string> Split(string text, string arguments)
    {
        var parts = new List<string>();
        int depth = 0, start = 0;
        for (var i = 0; i <= arguments.Length; i++)
        {
            if (i == arguments.Length || (arguments[i] == ',' && depth == 0))
            {
                parts.Add(arguments[start..i].Trim());
                start = i + 1;
            }
            else
                depth += arguments[i] is '(' or '[' ? 1 : arguments[i] is ')' or ']' ? -1 : 0;
        }

        if (depth != 0)
            throw Invalid(text, "its brackets do not match.");
        // A trailing comma, and no argument at all, are fine.
        if (parts[^1].Length == 0)
            parts.RemoveAt(parts.Count - 1);
        return parts.Contains("") ? throw Invalid(text, "an argument is missing between two commas.") : parts;
    }

    private static object? Value(string text, string value) => value switch
    {
        "True" or "true" or "$true" => true,
        "False" or "false" or "$false" => false,
        "None" or "null" or "$null" => null,
        ['(' or '[', .., ')' or ']'] => Split(text, value[1..^1]).Select(part => Value(text, part)).ToArray(),
        ['\'' or '"', .., '\'' or '"'] => value[1..^1],
        _ when long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => whole,
        _ when double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        _ => throw Invalid(text, $"'{value}' is neither a number nor True, False, None, a list in brackets or a quoted text."),
    };
}
