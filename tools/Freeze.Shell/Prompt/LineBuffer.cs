namespace Freeze.Shell.Prompt;

/// <summary>The text that is being typed and the place in it. Knows nothing of keys and terminals.</summary>
internal sealed class LineBuffer
{
    /// <summary>The text, possibly of several lines.</summary>
    internal string Text { get; private set; } = string.Empty;

    /// <summary>Where the next character goes: 0 to the text's length.</summary>
    internal int Cursor { get; private set; }

    /// <summary>Replaces everything; the cursor goes to <paramref name="cursor"/>, or to the end.</summary>
    internal void Set(string text, int? cursor = null)
    {
        Text = text;
        Cursor = Math.Clamp(cursor ?? text.Length, 0, text.Length);
    }

    /// <summary>Puts a text in front of the cursor.</summary>
    internal void Insert(string text) => Set(Text.Insert(Cursor, text), Cursor + text.Length);

    /// <summary>Removes from the cursor to <paramref name="end"/>, whichever comes first.</summary>
    internal void RemoveTo(int end)
    {
        int from = Math.Min(Cursor, end), to = Math.Max(Cursor, end);
        Set(Text.Remove(from, to - from), from);
    }

    /// <summary>Moves the cursor.</summary>
    internal void MoveTo(int position) => Cursor = Math.Clamp(position, 0, Text.Length);

    /// <summary>One character to the left, at most to the start.</summary>
    internal int Left => Math.Max(0, Cursor - 1);

    /// <summary>One character to the right, at most to the end.</summary>
    internal int Right => Math.Min(Text.Length, Cursor + 1);

    /// <summary>The start of the cursor's line.</summary>
    internal int LineStart => Cursor == 0 ? 0 : Text.LastIndexOf('\n', Cursor - 1) + 1;

    /// <summary>The end of the cursor's line.</summary>
    internal int LineEnd => Text.IndexOf('\n', Cursor) is var found && found >= 0 ? found : Text.Length;

    /// <summary>The start of the word to the left.</summary>
    internal int WordLeft
    {
        get
        {
            int position = Cursor;
            while (position > 0 && !IsWord(Text[position - 1]))
                position--;
            while (position > 0 && IsWord(Text[position - 1]))
                position--;
            return position;
        }
    }

    /// <summary>The end of the word to the right.</summary>
    internal int WordRight
    {
        get
        {
            int position = Cursor;
            while (position < Text.Length && !IsWord(Text[position]))
                position++;
            while (position < Text.Length && IsWord(Text[position]))
                position++;
            return position;
        }
    }

    private static bool IsWord(char character) => char.IsLetterOrDigit(character) || character == '_';
}
