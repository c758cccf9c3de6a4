namespace Freeze.Shell.Prompt;

/// <summary>Reads one command at a terminal: keys become changes of the line, and the line is drawn after each.</summary>
/// <remarks>
/// Enter accepts a whole command, and opens another line in an unfinished one. Up and Down walk the history by what was typed,
/// Tab and Shift+Tab the completions. The usual Ctrl and Alt keys of shells move and delete.
/// </remarks>
internal sealed class LineEditor
{
    private readonly LineHistory _history;
    private readonly Func<int> _width;
    private readonly bool _coloured;
    private readonly LineBuffer _buffer = new();
    private TabCompletion? _completion;

    /// <summary>An editor on the process's terminal.</summary>
    /// <param name="history">What Up and Down walk; accepted lines are added to it.</param>
    /// <param name="width">How many cells a line of the terminal has now.</param>
    /// <param name="coloured">Whether the line is coloured by its syntax.</param>
    internal LineEditor(LineHistory history, Func<int> width, bool coloured)
    {
        _history = history;
        _width = width;
        _coloured = coloured;
    }

    /// <summary>Reads a command; an empty one where the line was given up with Ctrl+C; null where the input ended.</summary>
    /// <param name="prompt">What stands before it.</param>
    internal string? Read(string prompt)
    {
        var view = new LineView(Console.Out, _width, _coloured);
        _buffer.Set(string.Empty);
        _completion = null;
        // Here Ctrl+C is a key like others: nothing runs that it could stop.
        Console.TreatControlCAsInput = true;
        try
        {
            while (true)
            {
                // While keys are waiting, as after a paste, drawing each of them would only be slow.
                if (!Console.KeyAvailable)
                    view.Draw(prompt, _buffer, _completion is null ? [] : CompletionHint.Lines(_completion, _width()));
                switch (Take(Console.ReadKey(intercept: true)))
                {
                    case LineEvent.Accepted:
                        view.Finish(prompt, _buffer);
                        _history.Add(_buffer.Text);
                        return _buffer.Text;
                    case LineEvent.Abandoned:
                        view.Finish(prompt, _buffer);
                        _history.Rest();
                        return string.Empty;
                    case LineEvent.Ended:
                        view.Finish(prompt, _buffer);
                        return null;
                    case LineEvent.Cleared:
                        view.ClearScreen();
                        break;
                }
            }
        }
        finally
        {
            Console.TreatControlCAsInput = false;
        }
    }

    private LineEvent Take(ConsoleKeyInfo key)
    {
        if (key.Key == ConsoleKey.Tab)
        {
            Complete(forward: !key.Modifiers.HasFlag(ConsoleModifiers.Shift));
            return LineEvent.Edited;
        }
        _completion = null;
        if (key.Key is ConsoleKey.UpArrow or ConsoleKey.DownArrow)
        {
            Walk(older: key.Key == ConsoleKey.UpArrow);
            return LineEvent.Edited;
        }
        // What was typed while a command ran arrives with line feeds, which read as Ctrl+Enter or Ctrl+J.
        if (key.KeyChar is '\r' or '\n' && (key.Modifiers & ~ConsoleModifiers.Control) == 0)
        {
            if (!SyntaxColours.IsIncomplete(_buffer.Text))
                return LineEvent.Accepted;
            _buffer.Insert("\n");
            return LineEvent.Edited;
        }
        var happened = LineKeys.Apply(key, _buffer);
        if (happened == LineEvent.Edited)
            _history.Rest();
        return happened;
    }

    /// <summary>In a text of several lines the keys move between these first.</summary>
    private void Walk(bool older)
    {
        bool hasLine = older ? _buffer.LineStart > 0 : _buffer.LineEnd < _buffer.Text.Length;
        if (hasLine)
            _buffer.MoveTo(older ? _buffer.LineStart - 1 : _buffer.LineEnd + 1);
        else if ((older ? _history.Older(_buffer.Text) : _history.Newer(_buffer.Text)) is { } line)
            _buffer.Set(line);
    }

    private void Complete(bool forward)
    {
        _completion ??= TabCompletion.Find(_buffer.Text, _buffer.Cursor);
        _completion?.Advance(_buffer, forward);
        // With one candidate there is nothing to walk: the next Tab asks about the new place.
        if (_completion is { Candidates.Count: 1 })
            _completion = null;
    }
}
