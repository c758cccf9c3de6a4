using System.Text;

namespace Freeze.Shell.Data;

/// <summary>Splits a CSV text into records of values.</summary>
/// <param name="reader">The text.</param>
/// <param name="delimiter">What stands between values.</param>
internal sealed class CsvRecords(TextReader reader, char delimiter)
{
    private readonly StringBuilder _value = new();
    private int _next = reader.Read();

    /// <summary>The next character; negative at the end of the text.</summary>
    internal int Next => _next;

    /// <summary>Reads one line as it is.</summary>
    internal string ReadLine()
    {
        _value.Clear();
        while (_next >= 0 && !ReadLineBreak())
        {
            _value.Append(Take());
        }

        return _value.ToString();
    }

    /// <summary>Reads one record, which may span lines where quotes do.</summary>
    /// <param name="values">Gets the values.</param>
    /// <returns>Whether there was one.</returns>
    internal bool Read(List<string> values)
    {
        values.Clear();
        bool goesOn = true;
        while (goesOn && _next >= 0)
        {
            _value.Clear();
            SkipBlanks();
            bool closed = false;
            if (_next == '"')
            {
                Take();
                closed = ReadQuoted();
            }

            goesOn = ReadPlain(closed, out bool atEnd);
            // Behind the last delimiter of the text there is nothing; behind that of a line there is an empty value.
            if (!atEnd || closed || _value.Length > 0)
            {
                values.Add(_value.ToString());
            }
        }

        return values.Count > 0;
    }

    private void SkipBlanks()
    {
        while (_next is ' ' or '\t' && _next != delimiter)
        {
            Take();
        }
    }

    // Reads up to the closing quote; two quotes stand for one.
    private bool ReadQuoted()
    {
        while (_next >= 0)
        {
            if (_next == '"')
            {
                Take();
                if (_next != '"')
                {
                    return true;
                }
            }

            _value.Append(Take());
        }

        return false;
    }

    // Reads up to the delimiter or the end of the line, and tells whether the record goes on. Nothing but blanks behind a quoted
    // value, or behind the first blank of any other, is dropped; everything else is taken as it is.
    private bool ReadPlain(bool quoted, out bool atEnd)
    {
        int tail = quoted ? _value.Length : -1;
        bool goesOn = false;
        while (!(atEnd = _next < 0) && !(goesOn = _next == delimiter) && !ReadLineBreak())
        {
            char taken = Take();
            _value.Append(taken);
            if (tail < 0 && (taken is ' ' or '\t' or '"'))
            {
                tail = taken == '"' ? int.MaxValue : _value.Length;
            }
        }

        if (goesOn)
        {
            Take();
        }

        if (tail >= 0 && tail < _value.Length && IsBlankFrom(tail))
        {
            _value.Length = tail;
        }

        return goesOn;
    }

    private bool IsBlankFrom(int start)
    {
        for (int i = start; i < _value.Length; i++)
        {
            if (_value[i] is not (' ' or '\t'))
            {
                return false;
            }
        }

        return true;
    }

    private bool ReadLineBreak()
    {
        if (_next == '\n')
        {
            Take();
            return true;
        }

        if (_next != '\r')
        {
            return false;
        }

        Take();
        if (_next != '\n')
        {
            return true;
        }

        Take();
        return true;
    }

    private char Take()
    {
        char taken = (char)_next;
        _next = reader.Read();
        return taken;
    }
}
