namespace Freeze.Models.TorchScript.Tracing;

/// <summary>Reads expressions of source text.</summary>
/// <param name="tokens">Where it stands; goes on behind what is read.</param>
internal sealed class ScriptExpressionReader(ScriptTokens tokens)
{
    private static readonly IReadOnlyDictionary<string, object?> Words = new Dictionary<string, object?> { ["True"] = true, ["False"] = false, ["None"] = null };


    /// <summary>Reads one.</summary>
    /// <exception cref="UntraceableException">There is none of a kind that PyTorch writes.</exception>
    public ScriptExpression Read()
    {
        var expression = ReadFirst();
        while (true)
        {
            if (tokens.Skip("."))
                expression = new ScriptExpression.Attribute(expression, tokens.TakeName());
            else if (tokens.Skip("("))
                expression = ReadCall(expression);
            else if (tokens.Skip("["))
                expression = new ScriptExpression.Index(expression, Single(ReadItems("]")));
            else
                return expression;
        }
    }

    private ScriptExpression ReadFirst()
    {
        if (tokens.Skip("("))
        {
            var items = ReadItems(")");
            // (x) is x itself, (x,) a tuple.
            return items.Count == 1 && tokens.Earlier.Text != "," ? items[0] : new ScriptExpression.Sequence(items);
        }

        if (tokens.Skip("["))
            return new ScriptExpression.Sequence(ReadItems("]"));
        if (tokens.Skip("-"))
        {
            return ReadFirst() is ScriptExpression.Constant { Value: long or double } number
                ? new ScriptExpression.Constant(number.Value is long whole ? -whole : -(double)number.Value!) : throw tokens.Unexpected();
        }

        if (tokens.Next.Kind is not (ScriptTokenKind.Constant or ScriptTokenKind.Name))
            throw tokens.Unexpected();
        var token = tokens.Take();
        if (token.Kind == ScriptTokenKind.Constant)
            return new ScriptExpression.Constant(token.Value);
        return Words.TryGetValue(token.Text, out var word) ? new ScriptExpression.Constant(word) : new ScriptExpression.Name(token.Text);
    }

    private ScriptExpression.Call ReadCall(ScriptExpression target)
    {
        var arguments = new List<ScriptExpression>();
        var keywords = new Dictionary<string, ScriptExpression>(StringComparer.Ordinal);
        while (!tokens.Skip(")"))
        {
            if (tokens.Next.Kind == ScriptTokenKind.Name && tokens.Second is { Kind: ScriptTokenKind.Mark, Text: "=" })
            {
                var name = tokens.TakeName();
                tokens.Require("=");
                keywords[name] = Read();
            }
            else
                arguments.Add(Read());
            if (!tokens.Skip(",") && !tokens.Is(")"))
                throw tokens.Unexpected();
        }

        return new ScriptExpression.Call(target, arguments, keywords);
    }

    private List<ScriptExpression> ReadItems(string end)
    {
        var items = new List<ScriptExpression>();
        while (!tokens.Skip(end))
        {
            items.Add(Read());
            if (!tokens.Skip(",") && !tokens.Is(end))
                throw tokens.Unexpected();
        }

        return items;
    }

    private static ScriptExpression Single(List<ScriptExpression> items) => items.Count == 1 ? items[0] : new ScriptExpression.Sequence(items);
}
