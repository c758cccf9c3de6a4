using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text;

namespace Freeze.Shell.Prompt;

/// <summary>Colours a line of PowerShell by what its parts are.</summary>
internal static class SyntaxColours
{
    private const string Reset = "\u001b[0m";

    /// <summary>The text with colour sequences between its parts; without them it is the same text.</summary>
    internal static string Apply(string text)
    {
        Parser.ParseInput(text, out var tokens, out _);
        var coloured = new StringBuilder();
        int written = 0;
        foreach (var token in tokens)
        {
            int start = token.Extent.StartOffset, end = token.Extent.EndOffset;
            if (start < written || end <= start)
                continue;
            coloured.Append(text, written, start - written);
            string style = Style(token);
            coloured.Append(style).Append(text, start, end - start);
            if (style.Length > 0)
                coloured.Append(Reset);
            written = end;
        }
        return coloured.Append(text, written, text.Length - written).ToString();
    }

    /// <summary>Whether the text wants another line: an open bracket, quote, or pipe.</summary>
    internal static bool IsIncomplete(string text)
    {
        Parser.ParseInput(text, out _, out var errors);
        return errors.Any(error => error.IncompleteInput);
    }

    private static string Style(Token token)
    {
        var colours = PSStyle.Instance.Foreground;
        if (token.TokenFlags.HasFlag(TokenFlags.CommandName))
            return colours.BrightYellow;
        if (token.TokenFlags.HasFlag(TokenFlags.Keyword))
            return colours.BrightGreen;
        return token.Kind switch
        {
            TokenKind.Variable or TokenKind.SplattedVariable => colours.Green,
            TokenKind.Parameter => colours.BrightBlack,
            TokenKind.StringLiteral or TokenKind.StringExpandable or TokenKind.HereStringLiteral or TokenKind.HereStringExpandable => colours.Cyan,
            TokenKind.Number => colours.BrightWhite,
            TokenKind.Comment => colours.BrightBlack,
            _ => string.Empty,
        };
    }
}
