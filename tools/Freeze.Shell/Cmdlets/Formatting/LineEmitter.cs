using System.Text;

namespace Freeze.Shell.Foundation;

/// <summary>A writer that hands on what is written to it line by line.</summary>
internal sealed class LineEmitter : TextWriter
{
    private readonly Action<string> _emit;
    private readonly StringBuilder _line = new();

    /// <summary>A writer in front of <paramref name="emit"/>.</summary>
    /// <param name="emit">Takes each line, without its end.</param>
    internal LineEmitter(Action<string> emit)
        : base(System.Globalization.CultureInfo.InvariantCulture) => _emit = emit;

    /// <inheritdoc/>
    public override Encoding Encoding => Encoding.Unicode;

    /// <inheritdoc/>
    public override void Write(char value)
    {
        if (value == '\n')
            Emit();
        else if (value != '\r')
            _line.Append(value);
    }

    /// <inheritdoc/>
    public override void WriteLine(string? value)
    {
        Write(value);
        Emit();
    }

    /// <summary>Hands on a last line that was not ended.</summary>
    internal void EndLine()
    {
        if (_line.Length > 0)
            Emit();
    }

    private void Emit()
    {
        _emit(_line.ToString());
        _line.Clear();
    }
}
