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

    // Reads up to the delimiter or the end of the line. Blanks at the end are dropped: all behind a quoted value, all but one
    // behind any other.
    private bool ReadPlain(bool quoted, out bool atEnd)
    {
        int start = _value.Length;
        bool goesOn = false;
        atEnd = false;
        while (true)
        {
            if (_next < 0)
            {
                atEnd = true;
                break;
            }

            if (_next == delimiter)
            {
                Take();
                goesOn = true;
                break;
            }

            if (ReadLineBreak())
            {
                break;
            }

            _value.Append(Take());
        }

        TrimBlanks(quoted ? start : -1);
        return goesOn;
    }

    private void TrimBlanks(int quotedEnd)
    {
        int end = _value.Length;
        while (end > Math.Max(quotedEnd, 0) && _value[end - 1] is ' ' or '\t')
        {
            end--;
        }

        if (quotedEnd >= 0)
        {
            if (end == quotedEnd)
            {
                _value.Length = end;
            }
        }
        else if (end < _value.Length && !HasBlankOrQuoteBefore(end))
        {
            _value.Length = end + 1;
        }
    }

    // Once a value holds a blank or a quote, the rest of it is taken as it is.
    private bool HasBlankOrQuoteBefore(int end)
    {
        for (int i = 0; i < end; i++)
        {
            if (_value[i] is ' ' or '\t' or '"')
            {
                return true;
            }
        }

        return false;
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
