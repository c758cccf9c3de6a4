namespace Freeze.Models.TorchScript.Tracing;

/// <summary>Place in the tokens of a source text.</summary>
/// <param name="tokens">The tokens; the last one is their end.</param>
internal sealed class ScriptTokens(IReadOnlyList<ScriptToken> tokens)
{
    private int _at;

    /// <summary>The next token.</summary>
    public ScriptToken Next => tokens[_at];

    /// <summary>The one behind the next.</summary>
    public ScriptToken Second => tokens[Math.Min(_at + 1, tokens.Count - 1)];

    /// <summary>The one before the last that was taken.</summary>
    public ScriptToken Earlier => tokens[_at - 2];

    /// <summary>Takes the next token.</summary>
    public ScriptToken Take() => tokens[_at++];

    /// <summary>Compares the next token with a word or mark.</summary>
    public bool Is(string text) => Next.Kind is ScriptTokenKind.Mark or ScriptTokenKind.Name && Next.Text == text;

    /// <summary>Takes the next token if it is this word or mark.</summary>
    /// <returns>Whether it was.</returns>
    public bool Skip(string text)
    {
        if (!Is(text))
            return false;
        _at++;
        return true;
    }

    /// <summary>Takes the next token, which has to be this word or mark.</summary>
    /// <exception cref="UntraceableException">It is another.</exception>
    public bool Require(string text) => Skip(text) ? true : throw Unexpected();

    /// <summary>Takes the next token, which has to be a name.</summary>
    /// <exception cref="UntraceableException">It is none.</exception>
    public string TakeName() => Next.Kind == ScriptTokenKind.Name ? tokens[_at++].Text : throw Unexpected();

    /// <summary>Takes tokens up to a word or mark, and that one.</summary>
    public void SkipPast(string text)
    {
        while (!Skip(text))
        {
            if (Next.Kind == ScriptTokenKind.End)
                throw Unexpected();
            _at++;
        }
    }

    /// <summary>Takes the ends of lines.</summary>
    public void SkipLineEnds()
    {
        while (Next.Kind == ScriptTokenKind.Line)
            _at++;
    }

    /// <summary>Takes what is left of a line.</summary>
    public void SkipLine()
    {
        while (Next.Kind is not (ScriptTokenKind.Line or ScriptTokenKind.End))
            _at++;
        SkipLineEnds();
    }

    /// <summary>Says that something else was expected.</summary>
    public UntraceableException Unexpected() => new($"its code has '{Next.Text}' where that could not be read");
}
