using System.Text;

namespace Freeze.Shell.Prompt;

/// <summary>Draws a prompt, the text behind it and hints below it, and puts the terminal's cursor where the text's is.</summary>
/// <remarks>Works with movements relative to where it last left the cursor, so it needs to know nothing of the rest of the screen.</remarks>
internal sealed class LineView
{
    private const string Dim = "\u001b[2m";
    private const string Reset = "\u001b[0m";

    private readonly TextWriter _terminal;
    private readonly Func<int> _width;
    private readonly bool _coloured;
    private int _cursorRow;

    /// <summary>A view at the terminal's cursor.</summary>
    internal LineView(TextWriter terminal, Func<int> width, bool coloured)
    {
        _terminal = terminal;
        _width = width;
        _coloured = coloured;
    }

    /// <summary>Draws everything anew.</summary>
    /// <param name="prompt">What stands before the text; what wraps or breaks lines in it counts.</param>
    /// <param name="buffer">The text and its cursor.</param>
    /// <param name="hints">Lines below.</param>
    internal void Draw(string prompt, LineBuffer buffer, IReadOnlyList<string> hints)
    {
        var frame = new StringBuilder();
        if (_cursorRow > 0)
            frame.Append($"\u001b[{_cursorRow}A");
        frame.Append("\r\u001b[J").Append(prompt);
        frame.Append((_coloured ? SyntaxColours.Apply(buffer.Text) : buffer.Text).Replace("\n", "\r\n", StringComparison.Ordinal));

        var end = Place(prompt, buffer.Text);
        // A full last row leaves the terminal's cursor between two rows; this makes it choose the next.
        if (end.Column == 0 && buffer.Text.Length > 0 && buffer.Text[^1] != '\n')
            frame.Append("\r\n");
        foreach (string hint in hints)
            frame.Append("\r\n").Append(_coloured ? Dim + hint + Reset : hint);

        var cursor = Place(prompt, buffer.Text[..buffer.Cursor]);
        int up = end.Row + hints.Count - cursor.Row;
        if (up > 0)
            frame.Append($"\u001b[{up}A");
        frame.Append('\r');
        if (cursor.Column > 0)
            frame.Append($"\u001b[{cursor.Column}C");
        _cursorRow = cursor.Row;
        _terminal.Write(frame.ToString());
        _terminal.Flush();
    }

    /// <summary>Draws the text without hints and leaves it: the cursor goes to the line below.</summary>
    internal void Finish(string prompt, LineBuffer buffer)
    {
        buffer.MoveTo(buffer.Text.Length);
        Draw(prompt, buffer, []);
        _terminal.Write("\r\n");
        _terminal.Flush();
        _cursorRow = 0;
    }

    /// <summary>Clears the screen; the next drawing begins at its top.</summary>
    internal void ClearScreen()
    {
        _terminal.Write("\u001b[2J\u001b[H");
        _cursorRow = 0;
    }

    /// <summary>Where the cursor stands behind a text, counted from where the prompt begins.</summary>
    private (int Row, int Column) Place(string prompt, string text)
    {
        int width = Math.Max(1, _width()), row = 0, column = 0;
        foreach (char character in PromptText.Visible(prompt) + text)
        {
            if (character == '\n')
            {
                row++;
                column = 0;
            }
            else if (++column == width)
            {
                row++;
                column = 0;
            }
        }
        return (row, column);
    }
}
