using System.Globalization;
using System.Numerics;
using Freeze.WeightFiles.Reading;

namespace Freeze.WeightFiles.Pickle;

/// <summary>
/// Runs the opcodes of a pickle, protocols 0 to 5, on plain data. A Python name outside <see cref="AllowedGlobals"/> ends the run
/// where it is named, before anything could be made of it; nesting costs no .NET stack.
/// </summary>
/// <param name="cursor">The bytes.</param>
/// <param name="objects">Makes values of names and arguments.</param>
/// <param name="budget">Bounds memory and time.</param>
internal sealed class PickleMachine(PickleCursor cursor, PickleObjects objects, ReadingBudget budget)
{
    private static readonly object True = true, False = false;

    private readonly PickleStack _stack = new(cursor, budget);
    private readonly PickleMemo _memo = new(cursor, budget);
    private readonly PickleText _text = new(cursor, budget);

    /// <summary>Runs to the end of the pickle and gives its value.</summary>
    /// <exception cref="FreezeException">ModelFileCorrupt, ModelFileUnsafe or ModelFormatUnknown.</exception>
    public object? Run()
    {
        while (true)
        {
            var opcode = cursor.Byte();
            if (opcode == (byte)'.')
                return _stack.Pop();
            if (!RunValue(opcode) && !RunContainer(opcode) && !RunObject(opcode))
                throw cursor.Corrupt($"has the byte 0x{opcode:x2} where an instruction should be");
        }
    }

    private bool RunValue(byte opcode)
    {
        switch (opcode)
        {
            case 0x80:
                if (cursor.Byte() is var protocol and > 5)
                    throw cursor.Corrupt($"is of protocol {protocol}; 5 is the highest there is");
                break;
            case 0x95:
                if (cursor.Int64() is var frame && (frame < 0 || frame > cursor.Left))
                    throw cursor.Corrupt($"has a frame of {unchecked((ulong)frame)} bytes where {cursor.Left} are left");
                break;
            case (byte)'N': _stack.Push(null); break;
            case 0x88: _stack.Push(True); break;
            case 0x89: _stack.Push(False); break;
            case (byte)'I': _stack.Push(_text.Integer()); break;
            case (byte)'J': PushNumber(cursor.Int32()); break;
            case (byte)'K': PushNumber(cursor.Byte()); break;
            case (byte)'M': PushNumber(cursor.UInt16()); break;
            case (byte)'L': _stack.Push(_text.Long()); break;
            case 0x8a: _stack.Push(_text.Long(cursor.Byte())); break;
            case 0x8b: _stack.Push(_text.Long(cursor.Int32())); break;
            case (byte)'F': _stack.Push(_text.Fraction()); break;
            case (byte)'G': budget.Charge(24); _stack.Push(cursor.Double()); break;
            case (byte)'S': _stack.Push(_text.Quoted()); break;
            case (byte)'T': _stack.Push(_text.OldString(cursor.Int32())); break;
            case (byte)'U': _stack.Push(_text.OldString(cursor.Byte())); break;
            case (byte)'V': _stack.Push(_text.Escaped()); break;
            case 0x8c: _stack.Push(_text.Text(cursor.Byte())); break;
            case (byte)'X': _stack.Push(_text.Text(cursor.UInt32())); break;
            case 0x8d: _stack.Push(_text.Text(cursor.Int64())); break;
            case (byte)'C': _stack.Push(_text.Bytes(cursor.Byte())); break;
            case (byte)'B': _stack.Push(_text.Bytes(cursor.UInt32())); break;
            case 0x8e: _stack.Push(_text.Bytes(cursor.Int64())); break;
            case 0x96: _stack.Push(_text.Bytes(cursor.Int64())); break;
            default: return false;
        }

        return true;
    }

    private bool RunContainer(byte opcode)
    {
        switch (opcode)
        {
            case (byte)'(': _stack.Mark(); break;
            case (byte)'0': _stack.Drop(); break;
            case (byte)'1': _stack.PopToMark(); break;
            case (byte)'2': _stack.Push(_stack.Peek()); break;
            case (byte)')': _stack.Push(CheckpointList.EmptyTuple); break;
            case (byte)'t': PushTuple(_stack.PopToMark()); break;
            case 0x85: PushTuple(_stack.PopMany(1)); break;
            case 0x86: PushTuple(_stack.PopMany(2)); break;
            case 0x87: PushTuple(_stack.PopMany(3)); break;
            case (byte)']': case 0x8f: PushList([]); break;
            case (byte)'l': case 0x91: PushList(_stack.PopToMark()); break;
            case (byte)'}': _stack.Push(objects.NewDictionary(null)); break;
            case (byte)'d':
                var entries = _stack.PopToMark();
                var dictionary = objects.NewDictionary(null);
                SetItems(dictionary, entries);
                _stack.Push(dictionary);
                break;
            case (byte)'a': Append([_stack.Pop()]); break;
            case (byte)'e': case 0x90: Append(_stack.PopToMark()); break;
            case (byte)'s': SetItemsOnTop(_stack.PopMany(2)); break;
            case (byte)'u': SetItemsOnTop(_stack.PopToMark()); break;
            case (byte)'g': _stack.Push(_memo.Get(ReadIndex())); break;
            case (byte)'h': _stack.Push(_memo.Get(cursor.Byte())); break;
            case (byte)'j': _stack.Push(_memo.Get(cursor.UInt32())); break;
            case (byte)'p': _memo.Put(ReadIndex(), _stack.Peek()); break;
            case (byte)'q': _memo.Put(cursor.Byte(), _stack.Peek()); break;
            case (byte)'r': _memo.Put(cursor.UInt32(), _stack.Peek()); break;
            case 0x94: _memo.Put(_memo.Count, _stack.Peek()); break;
            default: return false;
        }

        return true;
    }

    private bool RunObject(byte opcode)
    {
        switch (opcode)
        {
            case (byte)'c':
                _stack.Push(ReadGlobal());
                break;
            case 0x93:
                var (name, module) = (_stack.Pop(), _stack.Pop());
                _stack.Push(module is string m && name is string n ? objects.Find(m, n) : throw cursor.Corrupt("names a Python object by something that is no text"));
                break;
            case (byte)'R':
                var arguments = _stack.Pop();
                _stack.Push(objects.Call(_stack.Pop(), Arguments(arguments)));
                break;
            case 0x81:
                arguments = _stack.Pop();
                _stack.Push(objects.New(_stack.Pop(), Arguments(arguments)));
                break;
            case 0x92:
                var (keywords, positional) = (_stack.Pop(), _stack.Pop());
                if (keywords is not CheckpointDictionary { Count: 0 })
                    throw cursor.Corrupt("makes an object with named arguments");
                _stack.Push(objects.New(_stack.Pop(), Arguments(positional)));
                break;
            case (byte)'i':
                var global = ReadGlobal();
                _stack.Push(objects.New(global, new CheckpointList(isTuple: true, _stack.PopToMark())));
                break;
            case (byte)'o':
                var parts = _stack.PopToMark();
                if (parts.Count == 0)
                    throw cursor.Corrupt("makes an object of no class");
                _stack.Push(objects.New(parts[0], new CheckpointList(isTuple: true, parts.GetRange(1, parts.Count - 1))));
                break;
            case (byte)'b':
                var state = _stack.Pop();
                _stack.Push(objects.Build(_stack.Pop(), state));
                break;
            case (byte)'Q': _stack.Push(objects.Load(_stack.Pop())); break;
            case (byte)'P': throw cursor.Corrupt("refers to other data by a text, as no weight file does");
            case 0x82: case 0x83: case 0x84: throw objects.Refuse($"uses the extension registry of the Python process that wrote it");
            case 0x97: case 0x98: throw cursor.Corrupt("refers to buffers outside the file");
            default: return false;
        }

        return true;
    }

    private PickleGlobal ReadGlobal()
    {
        var module = _text.Name();
        return objects.Find(module, _text.Name());
    }

    private CheckpointList Arguments(object? value) =>
        value as CheckpointList ?? throw cursor.Corrupt("calls something with arguments that are no tuple");

    private long ReadIndex() =>
        long.TryParse(cursor.Line(), NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : throw cursor.Corrupt("has a number that is none");

    private void PushNumber(long number) => _stack.Push(_text.Boxed(number));

    private void PushTuple(List<object?> items)
    {
        budget.Charge(PickleObjects.ListCost);
        _stack.Push(new CheckpointList(isTuple: true, items));
    }

    private void PushList(List<object?> items)
    {
        budget.Charge(PickleObjects.ListCost);
        _stack.Push(new CheckpointList(isTuple: false, items));
    }

    private void Append(List<object?> items)
    {
        if (_stack.Peek() is not CheckpointList { IsTuple: false } list)
            throw cursor.Corrupt("appends to something that is no list");
        budget.Charge(2L * sizeof(long) * items.Count);
        foreach (var item in items)
            list.Add(item);
    }

    private void SetItemsOnTop(List<object?> entries) =>
        SetItems(_stack.Peek() as CheckpointDictionary ?? throw cursor.Corrupt("sets a key of something that is no dictionary"), entries);

    private void SetItems(CheckpointDictionary dictionary, List<object?> entries)
    {
        if (entries.Count % 2 != 0)
            throw cursor.Corrupt("has a dictionary key without a value");
        for (var i = 0; i < entries.Count; i += 2)
            objects.Set(dictionary, entries[i], entries[i + 1]);
    }
}
