namespace Freeze.Models.TorchScript.Tracing;

/// <summary>Parses the functions and classes of one source file of a TorchScript archive: the part of Python that PyTorch's printer writes.</summary>
internal sealed class ScriptParser
{
    private readonly ScriptTokens _tokens;
    private readonly ScriptExpressionReader _expressions;
    private readonly Dictionary<string, ScriptFunction> _found = new(StringComparer.Ordinal);

    private ScriptParser(string text)
    {
        _tokens = new ScriptTokens(new ScriptLexer(text).Run());
        _expressions = new ScriptExpressionReader(_tokens);
    }

    /// <summary>Parses a file.</summary>
    /// <param name="text">Its text.</param>
    /// <returns>Functions by name, methods by Class.name.</returns>
    /// <exception cref="UntraceableException">The text is not of the kind that PyTorch writes.</exception>
    public static IReadOnlyDictionary<string, ScriptFunction> Parse(string text)
    {
        var parser = new ScriptParser(text);
        while (parser._tokens.Next.Kind != ScriptTokenKind.End)
            parser.ReadDefinition("");
        return parser._found;
    }

    private void ReadDefinition(string prefix)
    {
        if (_tokens.Skip("class"))
        {
            var name = _tokens.TakeName();
            _tokens.SkipPast(":");
            ReadBlock(() => ReadDefinition($"{name}."));
        }
        else if (_tokens.Skip("def"))
        {
            var name = _tokens.TakeName();
            var parameters = ReadParameters();
            _tokens.SkipPast(":");
            _found[prefix + name] = new ScriptFunction(parameters, ReadStatements());
        }
        else
            _tokens.SkipLine();
    }

    private List<(string, ScriptExpression?)> ReadParameters()
    {
        var parameters = new List<(string, ScriptExpression?)>();
        _tokens.Require("(");
        while (!_tokens.Skip(")"))
        {
            _tokens.Skip("*");
            var name = _tokens.TakeName();
            if (_tokens.Skip(":"))
                _expressions.Read();
            parameters.Add((name, _tokens.Skip("=") ? _expressions.Read() : null));
            _tokens.Skip(",");
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
        _tokens.SkipLineEnds();
        if (_tokens.Next.Kind != ScriptTokenKind.Indent)
            throw _tokens.Unexpected();
        _tokens.Take();
        while (_tokens.Next.Kind is not (ScriptTokenKind.Outdent or ScriptTokenKind.End))
            readOne();
        if (_tokens.Next.Kind == ScriptTokenKind.Outdent)
            _tokens.Take();
    }

    private ScriptStatement? ReadStatement()
    {
        if (_tokens.Skip("pass"))
            return EndOf<ScriptStatement?>(null);
        if (_tokens.Skip("return"))
            return EndOf(new ScriptStatement.Return(_expressions.Read()));
        if (_tokens.Next is { Kind: ScriptTokenKind.Name, Text: "for" or "while" or "with" })
            return SkipBlock($"it has a {_tokens.Next.Text} block");
        if (_tokens.Skip("if"))
        {
            var condition = _expressions.Read();
            _tokens.Require(":");
            var then = ReadStatements();
            return new ScriptStatement.If(condition, then, _tokens.Skip("else") && _tokens.Require(":") ? ReadStatements() : []);
        }

        return ReadAssignment();
    }

    private ScriptStatement ReadAssignment()
    {
        var first = _expressions.Read();
        if (_tokens.Next.Kind == ScriptTokenKind.Line)
            return EndOf(new ScriptStatement.Evaluate(first));
        var targets = new List<ScriptExpression> { first };
        var unpacks = false;
        while (_tokens.Skip(","))
        {
            unpacks = true;
            if (!_tokens.Is("="))
                targets.Add(_expressions.Read());
        }

        if (_tokens.Skip(":"))
            _expressions.Read();
        _tokens.Require("=");
        var value = _expressions.Read();
        if (targets.Any(target => target is not ScriptExpression.Name))
            return EndOf(new ScriptStatement.Opaque($"it writes to {first.Path ?? $"a value"}"));
        return EndOf(new ScriptStatement.Assign([.. targets.Select(target => ((ScriptExpression.Name)target).Text)], unpacks, value));
    }

    private ScriptStatement.Opaque SkipBlock(string reason)
    {
        _tokens.SkipLine();
        ReadBlock(() => _ = _tokens.Next.Kind == ScriptTokenKind.Indent ? SkipBlock(reason) : SkipOne());
        return new ScriptStatement.Opaque(reason);

        ScriptStatement.Opaque? SkipOne()
        {
            _tokens.SkipLine();
            return null;
        }
    }

    private T EndOf<T>(T statement)
    {
        if (_tokens.Next.Kind != ScriptTokenKind.Line)
            throw _tokens.Unexpected();
        _tokens.SkipLineEnds();
        return statement;
    }
}
