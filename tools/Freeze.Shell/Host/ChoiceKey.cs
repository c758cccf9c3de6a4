namespace Freeze.Shell.Host;

/// <summary>A choice's label and the letter that stands for it.</summary>
/// <param name="Label">The label, without the mark of its hot key.</param>
/// <param name="Letter">What to type.</param>
internal sealed record ChoiceKey(string Label, string Letter)
{
    /// <summary>Reads a label such as <c>Yes to &amp;All</c>, whose letter is A.</summary>
    internal static ChoiceKey Of(string marked)
    {
        int mark = marked.IndexOf('&', StringComparison.Ordinal);
        string label = marked.Replace("&", string.Empty, StringComparison.Ordinal);
        string letter = mark >= 0 && mark + 1 < marked.Length ? marked.Substring(mark + 1, 1) : label;
        return new ChoiceKey(label, letter.ToUpperInvariant());
    }

    /// <summary>Whether an answer means this choice.</summary>
    internal bool Answers(string answer) =>
        answer.Equals(Letter, StringComparison.OrdinalIgnoreCase) || answer.Equals(Label, StringComparison.OrdinalIgnoreCase);
}
