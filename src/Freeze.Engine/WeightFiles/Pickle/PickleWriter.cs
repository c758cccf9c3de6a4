using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Freeze.WeightFiles.Pickle;

/// <summary>Writes pickles of protocol 2 with the instructions that torch.load(weights_only=True) knows.</summary>
internal sealed class PickleWriter
{
    private readonly MemoryStream _bytes = new();
    private readonly Dictionary<string, int> _memo = new(StringComparer.Ordinal);

    public PickleWriter() => _bytes.Write([0x80, 2]);

    /// <summary>A mark, which <see cref="Tuple"/> and <see cref="SetItems"/> go back to.</summary>
    public void Mark() => Write('(');

    /// <summary>A tuple of all since the last mark.</summary>
    public void Tuple() => Write('t');

    /// <summary>The empty tuple.</summary>
    public void EmptyTuple() => Write(')');

    /// <summary>Calls the name below the arguments on top.</summary>
    public void Reduce() => Write('R');

    /// <summary>Replaces a persistent id by what it stands for.</summary>
    public void PersistentId() => Write('Q');

    /// <summary>Puts all pairs since the last mark into the dictionary below it.</summary>
    public void SetItems() => Write('u');

    /// <summary>The value False.</summary>
    public void False() => _bytes.WriteByte(0x89);

    /// <summary>A Python name.</summary>
    public void Global(string module, string name) => Remember($"c{module} {name}", () =>
    {
        Write('c');
        _bytes.Write(Encoding.UTF8.GetBytes($"{module}\n{name}\n"));
    });

    /// <summary>A text that comes again and again.</summary>
    public void Word(string text) => Remember($"X{text}", () => Text(text));

    /// <summary>A text.</summary>
    public void Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Write('X');
        Int32(bytes.Length);
        _bytes.Write(bytes);
    }

    /// <summary>A whole number from 0 on.</summary>
    public void Number(long number)
    {
        switch (number)
        {
            case >= 0 and <= byte.MaxValue:
                _bytes.Write([(byte)'K', (byte)number]);
                break;
            case >= 0 and <= int.MaxValue:
                Write('J');
                Int32((int)number);
                break;
            default:
                var bytes = new BigInteger(number).ToByteArray();
                _bytes.Write([0x8a, (byte)bytes.Length]);
                _bytes.Write(bytes);
                break;
        }
    }

    /// <summary>Ends the pickle and gives its bytes.</summary>
    public byte[] Finish()
    {
        Write('.');
        return _bytes.ToArray();
    }

    private void Remember(string key, Action write)
    {
        if (_memo.TryGetValue(key, out var index))
        {
            _bytes.Write([(byte)'h', (byte)index]);
            return;
        }

        write();
        if (_memo.Count > byte.MaxValue)
            return;
        _bytes.Write([(byte)'q', (byte)_memo.Count]);
        _memo.Add(key, _memo.Count);
    }

    private void Write(char opcode) => _bytes.WriteByte((byte)opcode);

    private void Int32(int number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        _bytes.Write(bytes);
    }
}
