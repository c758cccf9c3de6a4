namespace Freeze.Shell.Prompt;

/// <summary>The keys that change a line, as shells have them.</summary>
internal static class LineKeys
{
    /// <summary>Applies one key to the line.</summary>
    internal static LineEvent Apply(ConsoleKeyInfo key, LineBuffer buffer) =>
        key.Modifiers.HasFlag(ConsoleModifiers.Control) ? ApplyControl(key, buffer)
        : key.Modifiers.HasFlag(ConsoleModifiers.Alt) ? ApplyAlt(key, buffer)
        : ApplyPlain(key, buffer);

    private static LineEvent ApplyPlain(ConsoleKeyInfo key, LineBuffer buffer)
    {
        switch (key.Key)
        {
            case ConsoleKey.LeftArrow: buffer.MoveTo(buffer.Left); break;
            case ConsoleKey.RightArrow: buffer.MoveTo(buffer.Right); break;
            case ConsoleKey.Home: buffer.MoveTo(buffer.LineStart); break;
            case ConsoleKey.End: buffer.MoveTo(buffer.LineEnd); break;
            case ConsoleKey.Backspace: buffer.RemoveTo(buffer.Left); break;
            case ConsoleKey.Delete: buffer.RemoveTo(buffer.Right); break;
            case ConsoleKey.Escape: buffer.Set(string.Empty); break;
            case ConsoleKey.Enter: buffer.Insert("\n"); break;
            default:
                if (!char.IsControl(key.KeyChar))
                    buffer.Insert(key.KeyChar.ToString());
                break;
        }
        return LineEvent.Edited;
    }

    private static LineEvent ApplyControl(ConsoleKeyInfo key, LineBuffer buffer)
    {
        switch (key.Key)
        {
            case ConsoleKey.C: return LineEvent.Abandoned;
            case ConsoleKey.D when buffer.Text.Length == 0: return LineEvent.Ended;
            case ConsoleKey.L: return LineEvent.Cleared;
            case ConsoleKey.D: buffer.RemoveTo(buffer.Right); break;
            case ConsoleKey.A: buffer.MoveTo(buffer.LineStart); break;
            case ConsoleKey.E: buffer.MoveTo(buffer.LineEnd); break;
            case ConsoleKey.B: buffer.MoveTo(buffer.Left); break;
            case ConsoleKey.F: buffer.MoveTo(buffer.Right); break;
            case ConsoleKey.K: buffer.RemoveTo(buffer.LineEnd); break;
            case ConsoleKey.U: buffer.RemoveTo(buffer.LineStart); break;
            case ConsoleKey.W or ConsoleKey.Backspace: buffer.RemoveTo(buffer.WordLeft); break;
            case ConsoleKey.H: buffer.RemoveTo(buffer.Left); break;
            case ConsoleKey.Delete: buffer.RemoveTo(buffer.WordRight); break;
            case ConsoleKey.LeftArrow: buffer.MoveTo(buffer.WordLeft); break;
            case ConsoleKey.RightArrow: buffer.MoveTo(buffer.WordRight); break;
            case ConsoleKey.Home: buffer.MoveTo(0); break;
            case ConsoleKey.End: buffer.MoveTo(buffer.Text.Length); break;
            default:
                // AltGr reaches the program as Ctrl+Alt with the character it made.
                if (key.Modifiers.HasFlag(ConsoleModifiers.Alt) && !char.IsControl(key.KeyChar))
                    buffer.Insert(key.KeyChar.ToString());
                break;
        }
        return LineEvent.Edited;
    }

    private static LineEvent ApplyAlt(ConsoleKeyInfo key, LineBuffer buffer)
    {
        switch (key.Key)
        {
            case ConsoleKey.B or ConsoleKey.LeftArrow: buffer.MoveTo(buffer.WordLeft); break;
            case ConsoleKey.F or ConsoleKey.RightArrow: buffer.MoveTo(buffer.WordRight); break;
            case ConsoleKey.D: buffer.RemoveTo(buffer.WordRight); break;
            case ConsoleKey.Backspace: buffer.RemoveTo(buffer.WordLeft); break;
            case ConsoleKey.Enter: buffer.Insert("\n"); break;
        }
        return LineEvent.Edited;
    }
}
