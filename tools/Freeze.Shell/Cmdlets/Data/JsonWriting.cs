using System.Globalization;
using System.Numerics;
using System.Text;
using Microsoft.PowerShell.Commands;

namespace Freeze.Shell.Data;

/// <summary>Writes a tree of tables, lists and plain values as JSON.</summary>
/// <remarks>
/// The writer of System.Text.Json would have to be handed every number and text ready made: it writes 1 for the number 1.0,
/// and escapes other characters than PowerShell does.
/// </remarks>
/// <param name="compress">Everything on one line, without spaces.</param>
/// <param name="enumsAsStrings">Names of enumeration values, not numbers.</param>
/// <param name="escapes">What to write as escapes.</param>
internal sealed class JsonWriting(bool compress, bool enumsAsStrings, StringEscapeHandling escapes)
{
    private readonly StringBuilder _text = new();

    /// <summary>The tree as text.</summary>
    /// <param name="root">The tree, as <see cref="JsonTree"/> makes it.</param>
    internal string Write(object? root)
    {
        _text.Clear();
        Write(root, 0);
        return _text.ToString();
    }

    private void Write(object? value, int level)
    {
        switch (value)
        {
            case Dictionary<string, object?> table:
                WriteMany('{', '}', table, level, pair =>
                {
                    WriteText(pair.Key);
                    _text.Append(compress ? ":" : ": ");
                    Write(pair.Value, level + 1);
                });
                break;
            case List<object?> list:
                WriteMany('[', ']', list, level, item => Write(item, level + 1));
                break;
            default:
                WritePlain(value);
                break;
        }
    }

    private void WriteMany<T>(char open, char close, ICollection<T> items, int level, Action<T> write)
    {
        _text.Append(open);
        bool first = true;
        foreach (T item in items)
        {
            if (!first)
            {
                _text.Append(',');
            }

            first = false;
            BreakLine(level + 1);
            write(item);
        }

        if (!first)
        {
            BreakLine(level);
        }

        _text.Append(close);
    }

    private void BreakLine(int level)
    {
        if (!compress)
        {
            _text.Append(Environment.NewLine).Append(' ', 2 * level);
        }
    }

    private void WritePlain(object? value)
    {
        switch (value)
        {
            case null:
                _text.Append("null");
                break;
            case bool truth:
                _text.Append(truth ? "true" : "false");
                break;
            case double number:
                WriteReal(number.ToString("R", CultureInfo.InvariantCulture), double.IsFinite(number));
                break;
            case float number:
                WriteReal(number.ToString("R", CultureInfo.InvariantCulture), float.IsFinite(number));
                break;
            case decimal number:
                WriteReal(number.ToString(CultureInfo.InvariantCulture), isFinite: true);
                break;
            case DateTime date:
                WriteText(date.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture));
                break;
            case DateTimeOffset date:
                WriteText(date.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture));
                break;
            case Enum member when enumsAsStrings && !char.IsAsciiDigit(member.ToString()[^1]):
                WriteText(member.ToString());
                break;
            case Enum member:
                _text.Append(member.ToString("D"));
                break;
            case Uri address:
                WriteText(address.OriginalString);
                break;
            case sbyte or byte or short or ushort or int or uint or long or ulong or nint or nuint or BigInteger:
                _text.Append(CultureInfo.InvariantCulture, $"{value}");
                break;
            default:
                WriteText(value.ToString() ?? string.Empty);
                break;
        }
    }

    // A real number stays recognizable as one; what is no number in JSON is written as text.
    private void WriteReal(string number, bool isFinite)
    {
        if (!isFinite)
        {
            WriteText(number);
            return;
        }

        _text.Append(number);
        if (number.AsSpan().IndexOfAny('.', 'E') < 0)
        {
            _text.Append(".0");
        }
    }

    private void WriteText(string text)
    {
        _text.Append('"');
        foreach (char c in text)
        {
            switch (c)
            {
                case '"' when escapes == StringEscapeHandling.EscapeHtml:
                    _text.Append("\\u0022");
                    break;
                case '"' or '\\':
                    _text.Append('\\').Append(c);
                    break;
                case '\n':
                    _text.Append("\\n");
                    break;
                case '\r':
                    _text.Append("\\r");
                    break;
                case '\t':
                    _text.Append("\\t");
                    break;
                case '\b':
                    _text.Append("\\b");
                    break;
                case '\f':
                    _text.Append("\\f");
                    break;
                case var _ when NeedsEscape(c):
                    _text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
                    break;
                default:
                    _text.Append(c);
                    break;
            }
        }

        _text.Append('"');
    }

    // Besides control characters: the line ends that are none in JSON but in JavaScript.
    private bool NeedsEscape(char c) => c is < ' ' or '\u0085' or '\u2028' or '\u2029' || escapes switch
    {
        StringEscapeHandling.EscapeNonAscii => c > 127,
        StringEscapeHandling.EscapeHtml => c is '<' or '>' or '&' or '\'',
        _ => false,
    };
}
