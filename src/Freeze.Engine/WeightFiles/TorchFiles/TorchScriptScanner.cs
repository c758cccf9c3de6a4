namespace Freeze.WeightFiles.TorchFiles;

/// <summary>
/// Reads the source text of a TorchScript archive as libtorch's lexer does, to refuse what must not reach libtorch: its parser descends
/// a level of the stack for every level of an expression and ends the process where the stack ends, and its language has functions that write files.
/// </summary>
/// <param name="text">The source text.</param>
/// <param name="refuse">Makes the exception for what was found.</param>
internal sealed class TorchScriptScanner(string text, Func<string, FreezeException> refuse)
{
    // libtorch needs 1.5 MB of stack for 300 to 1000 levels, by what they are; PyTorch's own files stay below 60.
    private const int Deepest = 150;

    private static readonly HashSet<string> Operators = ["not", "and", "or", "if", "else", "in", "is", "lambda"];

    // Operators at each level of brackets since its last comma: each takes a level of the parser's stack too.
    private readonly Stack<int> _chains = new([0]);
    private readonly Stack<int> _indents = new([0]);
    private int _at;
    private int _depth;
    private int _elifs;
    private char _before;
    private string _word = "";

    /// <summary>Reads all of it.</summary>
    public void Run()
    {
        StartLine();
        while (_at < text.Length)
            Next();
    }

    private void Next()
    {
        var next = text[_at];
        if (next == '\n' && _chains.Count == 1)
        {
            _at++;
            Restart();
            StartLine();
        }
        else if (next == '#')
            SkipComment();
        else if (next is '\'' or '"')
            ReadText(next);
        else if (char.IsLetter(next) || next == '_')
            ReadWord();
        else
        {
            _at++;
            if (!char.IsWhiteSpace(next))
                Mark(next);
        }
    }

    private void Mark(char mark)
    {
        switch (mark)
        {
            case '(' or '[' or '{':
                Deepen();
                _chains.Push(0);
                break;
            case ')' or ']' or '}' when _chains.Count > 1:
                _depth -= _chains.Pop();
                break;
            case ',' or ';':
                Restart();
                break;
            case '+' or '-' or '*' or '/' or '%' or '@' or '~' or '^' or '&' or '|' or '<' or '>' or '=' or '!' or '.':
                Deepen();
                break;
        }

        (_before, _word) = (mark, "");
    }

    private void ReadWord()
    {
        var start = _at;
        while (_at < text.Length && (char.IsLetterOrDigit(text[_at]) || text[_at] == '_'))
            _at++;
        var word = text[start.._at];
        if (_before == '.' || _word == "def")
            RequireHarmless(word);
        if (Operators.Contains(word))
            Deepen();
        if (word == "elif" && ++_elifs > Deepest)
            throw refuse("chains more conditions than libtorch's parser can bear");
        (_before, _word) = ('\0', word);
    }

    private void ReadText(char quote)
    {
        var triple = string.CompareOrdinal(text, _at, new string(quote, 3), 0, 3) == 0;
        var end = triple ? new string(quote, 3) : quote.ToString();
        var start = _at + end.Length;
        for (_at = start; _at < text.Length && string.CompareOrdinal(text, _at, end, 0, end.Length) != 0; _at++)
        {
            // A text on one line ends with it; libtorch refuses such a file.
            if (!triple && text[_at] == '\n')
                return;
            _at += text[_at] == '\\' ? 1 : 0;
        }

        var content = text[Math.Min(start, text.Length)..Math.Min(_at, text.Length)];
        // getattr(torch, "save") names a function too, and "\163ave" is the same text.
        RequireHarmless(content);
        if (_before is '(' or ',' && content.Length < 200 && content.Contains('\\', StringComparison.Ordinal) && text.AsSpan(0, start).LastIndexOf("getattr") is var named and >= 0 && !text.AsSpan(named, start - named).Contains('\n'))
            throw refuse("spells the name of an attribute in a way that hides it");
        _at += end.Length;
        (_before, _word) = ('\0', "");
    }

    private void RequireHarmless(string name)
    {
        if (name == "__setstate__")
            throw refuse("runs code of its own while it is loaded (__setstate__)");
        if (name is "save" or "from_file")
            throw refuse($"calls a function that reaches files (torch.{name})");
    }

    // What follows "# type:" is read by libtorch as a type.
    private void SkipComment()
    {
        var end = text.IndexOf('\n', _at) is var found and >= 0 ? found : text.Length;
        if (text.AsSpan(_at, end - _at).Contains("type", StringComparison.Ordinal) && text.AsSpan(_at, end - _at).Count('[') + text.AsSpan(_at, end - _at).Count('(') > Deepest)
            throw refuse("nests types deeper than libtorch's parser can bear");
        _at = end;
    }

    private void StartLine()
    {
        var start = _at;
        while (_at < text.Length && text[_at] is ' ' or '\t')
            _at++;
        if (_at == text.Length || text[_at] is '\n' or '#')
            return;
        var indent = _at - start;
        while (_indents.Peek() > indent)
            _indents.Pop();
        if (_indents.Peek() < indent)
            _indents.Push(indent);
        if (_indents.Count > Deepest)
            throw refuse("nests its blocks deeper than libtorch's parser can bear");
    }

    private void Deepen()
    {
        _chains.Push(_chains.Pop() + 1);
        if (++_depth > Deepest)
            throw refuse("nests its expressions deeper than libtorch's parser can bear");
    }

    private void Restart()
    {
        _depth -= _chains.Pop();
        _chains.Push(0);
    }
}
