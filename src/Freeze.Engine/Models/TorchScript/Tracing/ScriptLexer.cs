using System.Globalization;
using System.Text;

namespace Freeze.Models.TorchScript.Tracing;

/// <summary>Splits source text into tokens: names, constants, marks, and the beginnings and ends of lines and blocks.</summary>
/// <param name="text">Source text that the archive's guard has looked at.</param>
internal sealed class ScriptLexer(string text)
{
    private readonly List<ScriptToken> _tokens = [];
    private readonly Stack<int> _indents = new([0]);
    private int _at, _brackets;

    /// <summary>Reads all tokens.</summary>
    /// <exception cref="UntraceableException">The text is not of the kind that PyTorch writes.</exception>
    public IReadOnlyList<ScriptToken> Run()
    {
        StartLine();
        while (_at < text.Length)
            Next();
        EndLine();
        while (_indents.Pop() > 0)
            Add(ScriptTokenKind.Outdent, "");
        Add(ScriptTokenKind.End, "");
        return _tokens;
    }

    private void Next()
    {
        var next = text[_at];
        if (next == '\n')
        {
            _at++;
            if (_brackets > 0)
                return;
            EndLine();
            StartLine();
        }
        else if (next == '#')
            _at = text.IndexOf('\n', _at) is var end and >= 0 ? end : text.Length;
        else if (char.IsWhiteSpace(next))
            _at++;
        else if (next is '"' or '\'')
            ReadText(next);
        else if (char.IsAsciiDigit(next) || (next == '.' && _at + 1 < text.Length && char.IsAsciiDigit(text[_at + 1])))
            ReadNumber();
        else if (char.IsLetter(next) || next == '_')
            Add(ScriptTokenKind.Name, Take(part => char.IsLetterOrDigit(part) || part == '_'));
        else
            ReadMark(next);
    }

    private void ReadMark(char mark)
    {
        _brackets += mark switch { '(' or '[' or '{' => 1, ')' or ']' or '}' => -1, _ => 0 };
        var isArrow = mark == '-' && _at + 1 < text.Length && text[_at + 1] == '>';
        Add(ScriptTokenKind.Mark, isArrow ? "->" : mark.ToString());
        _at += isArrow ? 2 : 1;
    }

    private void ReadNumber()
    {
        var start = _at;
        while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] == '.' || (text[_at] is '-' or '+' && text[_at - 1] is 'e' or 'E')))
            _at++;
        var written = text[start.._at];
        if (long.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var whole))
            _tokens.Add(new ScriptToken(ScriptTokenKind.Constant, written, whole));
        else if (double.TryParse(written, NumberStyles.Float, CultureInfo.InvariantCulture, out var fraction))
            _tokens.Add(new ScriptToken(ScriptTokenKind.Constant, written, fraction));
        else
            throw new UntraceableException($"its code has a number '{written}'");
    }

    private void ReadText(char quote)
    {
        var content = new StringBuilder();
        var end = string.CompareOrdinal(text, _at, new string(quote, 3), 0, 3) == 0 ? new string(quote, 3) : quote.ToString();
        for (_at += end.Length; _at < text.Length && string.CompareOrdinal(text, _at, end, 0, end.Length) != 0; _at++)
        {
            if (text[_at] == '\\')
                _at++;
            if (_at < text.Length)
                content.Append(text[_at]);
        }

        _at += end.Length;
        _tokens.Add(new ScriptToken(ScriptTokenKind.Constant, content.ToString(), content.ToString()));
    }

    private void StartLine()
    {
        var indent = Take(part => part is ' ' or '\t').Length;
        if (_at == text.Length || text[_at] is '\n' or '\r' or '#')
            return;
        if (indent > _indents.Peek())
        {
            _indents.Push(indent);
            Add(ScriptTokenKind.Indent, "");
        }

        while (indent < _indents.Peek())
        {
            _indents.Pop();
            Add(ScriptTokenKind.Outdent, "");
        }
    }

    private void EndLine()
    {
        if (_tokens.Count > 0 && _tokens[^1].Kind is not (ScriptTokenKind.Line or ScriptTokenKind.Indent or ScriptTokenKind.Outdent))
            Add(ScriptTokenKind.Line, "");
    }

    private string Take(Func<char, bool> belongs)
    {
        var start = _at;
        while (_at < text.Length && belongs(text[_at]))
            _at++;
        return text[start.._at];
    }

    private void Add(ScriptTokenKind kind, string written) => _tokens.Add(new ScriptToken(kind, written, null));
}
