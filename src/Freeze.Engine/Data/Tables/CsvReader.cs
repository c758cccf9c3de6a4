using System.Buffers;

namespace Freeze.Data.Tables;

/// <summary>Reads lines of separated fields (RFC 4180): fields may be quoted, and then hold separators, line ends and doubled quotes.</summary>
internal sealed class CsvReader(TextReader reader, char separator)
{
    private const int LineLimit = 1 << 26;
    private readonly ArrayBufferWriter<char> _text = new();
    private readonly List<int> _ends = [];
    private int _nextLine = 1;

    /// <summary>Where the present record begins, counted from 1.</summary>
    public int Line { get; private set; }

    /// <summary>Fields of the present record.</summary>
    public int Count => _ends.Count;

    /// <summary>A field of the present record.</summary>
    public ReadOnlySpan<char> this[int column] => _text.WrittenSpan[(column == 0 ? 0 : _ends[column - 1]).._ends[column]];

    /// <summary>Reads the next record; lines with nothing on them are passed over.</summary>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="InvalidDataException">A quote is not closed or stands in the wrong place, or a line is too long.</exception>
    public bool Read()
    {
        while (reader.Peek() >= 0)
        {
            _text.ResetWrittenCount();
            _ends.Clear();
            Line = _nextLine;
            while (ReadField())
            {
            }

            if (_ends.Count > 1 || _text.WrittenCount > 0)
                return true;
        }

        return false;
    }

    // Whether another field of the same record follows.
    private bool ReadField()
    {
        var quoted = reader.Peek() == '"';
        if (quoted)
            ReadQuoted();
        while (true)
        {
            var next = reader.Read();
            if (next == separator || next < 0 || next == '\n' || next == '\r')
            {
                if (next == '\r' && reader.Peek() == '\n')
                    reader.Read();
                if (next is '\n' or '\r')
                    _nextLine++;
                _ends.Add(_text.WrittenCount);
                return next == separator;
            }

            if (quoted)
                throw new InvalidDataException($"line {_nextLine} has text after a closing quote.");
            Append((char)next);
        }
    }

    private void ReadQuoted()
    {
        reader.Read();
        while (true)
        {
            var next = reader.Read();
            if (next < 0)
                throw new InvalidDataException($"a quote in line {Line} is never closed.");
            if (next == '"')
            {
                if (reader.Peek() != '"')
                    return;
                reader.Read();
            }

            if (next == '\n')
                _nextLine++;
            Append((char)next);
        }
    }

    private void Append(char character)
    {
        if (_text.WrittenCount == LineLimit)
            throw new InvalidDataException($"line {Line} is longer than {LineLimit:N0} characters.");
        _text.GetSpan(1)[0] = character;
        _text.Advance(1);
    }
}
