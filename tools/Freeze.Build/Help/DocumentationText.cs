using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Freeze.Build.Help;

/// <summary>Turns documentation elements into paragraphs of plain text.</summary>
/// <param name="linkText">What a cref is called.</param>
internal sealed partial class DocumentationText(Func<string, string> linkText)
{
    private readonly List<string> _paragraphs = [];
    private readonly StringBuilder _current = new();

    /// <summary>What was appended so far.</summary>
    public IReadOnlyList<string> Paragraphs
    {
        get
        {
            EndParagraph();
            return _paragraphs;
        }
    }

    /// <summary>Appends an element's content.</summary>
    public void Append(XElement element)
    {
        foreach (var node in element.Nodes())
        {
            if (node is XText text)
                _current.Append(WhiteSpace().Replace(text.Value, " "));
            else if (node is XElement inner)
                AppendElement(inner);
        }
    }

    private void AppendElement(XElement element)
    {
        switch (element.Name.LocalName)
        {
            case "para":
                EndParagraph();
                Append(element);
                EndParagraph();
                break;
            case "list":
                AppendList(element);
                break;
            case "code":
                EndParagraph();
                _paragraphs.Add(Code(element));
                break;
            case "br":
                EndParagraph();
                break;
            case "see" or "seealso" or "paramref" or "typeparamref":
                _current.Append(Reference(element));
                break;
            default:
                // <c>, <b>, <i> and the like have no look in plain text.
                Append(element);
                break;
        }
    }

    // A list is one paragraph of lines, so that help shows it without blank lines between.
    private void AppendList(XElement list)
    {
        EndParagraph();
        var numbered = list.Attribute("type")?.Value == "number";
        var lines = new List<string>();
        foreach (var item in list.Elements("item"))
        {
            var mark = numbered ? $"{lines.Count + 1}." : "-";
            var term = Inline(item.Element("term"));
            var description = Inline(item.Element("description") ?? (item.Element("term") is null ? item : null));
            lines.Add($"{mark} {string.Join(": ", new[] { term, description }.Where(part => part.Length > 0))}");
        }

        _paragraphs.Add(string.Join('\n', lines));
    }

    private string Inline(XElement? element)
    {
        if (element is null)
            return "";
        var text = new DocumentationText(linkText);
        text.Append(element);
        return string.Join(' ', text.Paragraphs);
    }

    private string Reference(XElement element)
    {
        if (element.Value.Trim().Length > 0)
            return WhiteSpace().Replace(element.Value, " ");
        if (element.Attribute("cref")?.Value is { } cref)
            return linkText(cref);
        if (element.Attribute("langword")?.Value is { } word)
            return word is "null" or "true" or "false" ? "$" + word : word;
        return element.Attribute("name")?.Value ?? element.Attribute("href")?.Value ?? "";
    }

    private void EndParagraph()
    {
        var text = _current.ToString().Trim();
        _current.Clear();
        if (text.Length > 0)
            _paragraphs.Add(WhiteSpace().Replace(text, " "));
    }

    /// <summary>The lines of a code element without the indentation that they share.</summary>
    public static string Code(XElement element)
    {
        // The first line stands behind the tag, so its indentation says nothing.
        var lines = element.Value.ReplaceLineEndings("\n").Split('\n');
        var indented = lines.Skip(1).Where(line => line.Trim().Length > 0).ToList();
        var shared = indented.Count == 0 ? 0 : indented.Min(line => line.Length - line.TrimStart().Length);
        var code = lines.Take(1).Select(line => line.TrimStart()).Concat(lines.Skip(1).Select(line => line.Length <= shared ? "" : line[shared..]));
        return string.Join('\n', code.Select(line => line.TrimEnd())).Trim('\n');
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
