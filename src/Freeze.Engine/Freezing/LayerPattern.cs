using System.Text;
using System.Text.RegularExpressions;

namespace Freeze.Freezing;

/// <summary>
/// A dotted path with wildcards over the names of modules and parameters. <c>layer1</c> covers <c>layer1.0.conv1.weight</c>
/// and never <c>layer10</c>; <c>*.bias</c> covers every bias below the root; <c>*</c>, <c>?</c> and <c>[0-9]</c> work as in PowerShell.
/// </summary>
public sealed class LayerPattern
{
    private readonly Regex _exact;
    private readonly Regex _anyCase;

    /// <param name="text">The pattern as the user wrote it.</param>
    /// <exception cref="FreezeException">LayerNotFound: the pattern is empty.</exception>
    public LayerPattern(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
            throw new FreezeException(ErrorCode.LayerNotFound, text, "A layer pattern is empty.", "Name a layer or a parameter, such as 'layer1' or '*.bias'.");
        Text = text;
        // The pattern names the parameter itself or any module above it.
        var expression = $"^(?:{Translate(text)})(?:\\..*)?$";
        _exact = new Regex(expression, RegexOptions.CultureInvariant);
        _anyCase = new Regex(expression, RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);
    }

    /// <summary>The pattern as the user wrote it.</summary>
    public string Text { get; }

    /// <summary>The names it covers, in the order given. Letter case matters only where names differ by nothing else.</summary>
    public IReadOnlyList<string> Select(IEnumerable<string> names)
    {
        var all = names as IReadOnlyCollection<string> ?? names.ToList();
        var exact = all.Where(name => _exact.IsMatch(name)).ToList();
        return exact.Count > 0 ? exact : all.Where(name => _anyCase.IsMatch(name)).ToList();
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static string Translate(string text)
    {
        var result = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            var end = text[i] == '[' ? text.IndexOf(']', i + 1) : -1;
            if (end > i + 1)
            {
                var set = text[(i + 1)..end].Replace("\\", "\\\\").Replace("^", "\\^").Replace("[", "\\[");
                result.Append('[').Append(set).Append(']');
                i = end;
            }
            else
            {
                result.Append(text[i] switch { '*' => ".*", '?' => ".", var other => Regex.Escape(other.ToString()) });
            }
        }

        return result.ToString();
    }
}
