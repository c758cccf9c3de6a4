namespace Freeze.Models.TorchScript.Tracing;

/// <summary>Parses the functions and classes of one source file of a TorchScript archive: the part of Python that PyTorch's printer writes.</summary>
internal sealed class ScriptParser
{
    private static readonly IReadOnlyDictionary<string, object?> Words = new Dictionary<string, object?> { ["True"] = true, ["False"] = false, ["None"] = null };

    private readonly IReadOnlyList<ScriptToken> _tokens;
    private readonly Dictionary<string, ScriptFunction> _found = new(StringComparer.Ordinal);
    private int _at;

    private ScriptParser(string text) => _tokens = new ScriptLexer(text).Run();

    /// <summary>Parses a file.</summary>
    /// <param name="text">Its text.</param>
    /// <returns>Functions by name, methods by Class.name.</returns>
    /// <exception cref="UntraceableException">The text is not of the kind that PyTorch writes.</exception>
    public static IReadOnlyDictionary<string, ScriptFunction> Parse(string text)
    {
        var parser = new ScriptParser(text);
        while (parser.Next.Kind != ScriptTokenKind.End)
            parser.ReadDefinition("");
        return parser._found;
    }

    private ScriptToken Next => _tokens[_at];

    private void ReadDefinition(string prefix)
    {
        if (Skip("class"))
        {
            var name = ReadName();
            while (!Skip(":"))
                _at++;
            ReadBlock(() => ReadDefinition($"{name}."));
        }
        else if (Skip("def"))
        {
            var name = ReadName();
            var parameters = ReadParameters();
            while (!Skip(":"))
                _at++;
            _found[prefix + name] = new ScriptFunction(parameters, ReadStatements());
        }
        else
            SkipLine();
    }

    private List<(string, ScriptExpression?)> ReadParameters()
    {
        var parameters = new List<(string, ScriptExpression?)>();
        Require("(");
        while (!Skip(")"))
        {
            Skip("*");
            var name = ReadName();
            if (Skip(":"))
                ReadExpression();
            parameters.Add((name, Skip("=") ? ReadExpression() : null));
            Skip(",");
        }

        return parameters;
    }

    private List<ScriptStatement> ReadStatements()
    {
        var statements = new List<ScriptStatement>();
        ReadBlock(() =>
        {
            if (ReadStatement() is { } statement)
                statements.Add(statement);
        });
        return statements;
    }

    private void ReadBlock(Action readOne)
    {
        SkipAll(ScriptTokenKind.Line);
        if (Next.Kind != ScriptTokenKind.Indent)
            throw Unexpected();
        _at++;
        while (Next.Kind is not (ScriptTokenKind.Outdent or ScriptTokenKind.End))
            readOne();
        if (Next.Kind == ScriptTokenKind.Outdent)
            _at++;
    }

    private ScriptStatement? ReadStatement()
    {
        if (Skip("pass"))
            return EndOf<ScriptStatement?>(null);
        if (Skip("return"))
            return EndOf(new ScriptStatement.Return(ReadExpression()));
        if (Next is { Kind: ScriptTokenKind.Name, Text: "for" or "while" or "with" })
            return SkipBlock($"it has a {Next.Text} block");
        if (Skip("if"))
        {
            var condition = ReadExpression();
            Require(":");
            var then = ReadStatements();
            return new ScriptStatement.If(condition, then, Skip("else") && Require(":") ? ReadStatements() : []);
        }

        return ReadAssignment();
    }

    private ScriptStatement ReadAssignment()
    {
        var start = _at;
        var first = ReadExpression();
        if (Next.Kind == ScriptTokenKind.Line)
            return EndOf(new ScriptStatement.Evaluate(first));
        var targets = new List<ScriptExpression> { first };
        var unpacks = false;
        while (Skip(","))
        {
            unpacks = true;
            if (!IsMark("="))
                targets.Add(ReadExpression());
        }

        if (Skip(":"))
            ReadExpression();
        Require("=");
        var value = ReadExpression();
        if (targets.Any(target => target is not ScriptExpression.Name))
            return EndOf(new ScriptStatement.Opaque($"it writes to {first.Path ?? $"a value (token {start})"}"));
        return EndOf(new ScriptStatement.Assign([.. targets.Select(target => ((ScriptExpression.Name)target).Text)], unpacks, value));
    }

    private ScriptExpression ReadExpression()
    {
        var expression = ReadFirst();
        while (true)
        {
            if (Skip("."))
                expression = new ScriptExpression.Attribute(expression, ReadName());
            else if (Skip("("))
                expression = ReadCall(expression);
            else if (Skip("["))
                expression = new ScriptExpression.Index(expression, Single(ReadItems("]")));
            else
                return expression;
        }
    }

    private ScriptExpression ReadFirst()
    {
        if (Skip("("))
        {
            var start = _at;
            var items = ReadItems(")");
            // (x) is x itself, (x,) a tuple.
            return items.Count == 1 && _tokens[_at - 2].Text != "," && _at > start ? items[0] : new ScriptExpression.Sequence(items);
        }

        if (Skip("["))
            return new ScriptExpression.Sequence(ReadItems("]"));
        if (Skip("-"))
        {
            return ReadFirst() is ScriptExpression.Constant { Value: long or double } number
                ? new ScriptExpression.Constant(number.Value is long whole ? -whole : -(double)number.Value!) : throw Unexpected();
        }

        var token = Next;
        if (token.Kind is not (ScriptTokenKind.Constant or ScriptTokenKind.Name))
            throw Unexpected();
        _at++;
        if (token.Kind == ScriptTokenKind.Constant)
            return new ScriptExpression.Constant(token.Value);
        return Words.TryGetValue(token.Text, out var word) ? new ScriptExpression.Constant(word) : new ScriptExpression.Name(token.Text);
    }

    private ScriptExpression.Call ReadCall(ScriptExpression target)
    {
        var arguments = new List<ScriptExpression>();
        var keywords = new Dictionary<string, ScriptExpression>(StringComparer.Ordinal);
        while (!Skip(")"))
        {
            if (Next.Kind == ScriptTokenKind.Name && _tokens[_at + 1] is { Kind: ScriptTokenKind.Mark, Text: "=" })
            {
                var name = ReadName();
                Require("=");
                keywords[name] = ReadExpression();
            }
            else
                arguments.Add(ReadExpression());
            if (!Skip(",") && !IsMark(")"))
                throw Unexpected();
        }

        return new ScriptExpression.Call(target, arguments, keywords);
    }

    private List<ScriptExpression> ReadItems(string end)
    {
        var items = new List<ScriptExpression>();
        while (!Skip(end))
        {
            items.Add(ReadExpression());
            if (!Skip(",") && !IsMark(end))
                throw Unexpected();
        }

        return items;
    }

    private ScriptStatement.Opaque SkipBlock(string reason)
    {
        SkipLine();
        ReadBlock(() => _ = Next.Kind == ScriptTokenKind.Indent ? SkipBlock(reason) : SkipOne());
        return new ScriptStatement.Opaque(reason);

        ScriptStatement.Opaque? SkipOne()
        {
            SkipLine();
            return null;
        }
    }

    private void SkipLine()
    {
        while (Next.Kind is not (ScriptTokenKind.Line or ScriptTokenKind.End))
            _at++;
        SkipAll(ScriptTokenKind.Line);
    }

    private static ScriptExpression Single(List<ScriptExpression> items) => items.Count == 1 ? items[0] : new ScriptExpression.Sequence(items);

    private T EndOf<T>(T statement)
    {
        if (Next.Kind != ScriptTokenKind.Line)
            throw Unexpected();
        SkipAll(ScriptTokenKind.Line);
        return statement;
    }

    private void SkipAll(ScriptTokenKind kind)
    {
        while (Next.Kind == kind)
            _at++;
    }

    private string ReadName() => Next.Kind == ScriptTokenKind.Name ? _tokens[_at++].Text : throw Unexpected();

    private bool IsMark(string text) => Next.Kind is ScriptTokenKind.Mark or ScriptTokenKind.Name && Next.Text == text;

    private bool Skip(string text)
    {
        if (!IsMark(text))
            return false;
        _at++;
        return true;
    }

    private bool Require(string text) => Skip(text) ? true : throw Unexpected();

    private UntraceableException Unexpected() => new($"its code has '{Next.Text}' where that could not be read");
}
