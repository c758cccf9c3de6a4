using System.Globalization;
using System.Numerics;
using System.Text;

namespace Freeze.Tests.WeightFiles.Forgery;

/// <summary>Writes pickles instruction by instruction, with nothing checked.</summary>
internal sealed class ForgedPickle
{
    private readonly MemoryStream _bytes = new();

    /// <summary>A state dict with one tensor.</summary>
    public static byte[] OneTensor(string storage = "FloatStorage", object? key = null, object? count = null, object? offset = null, long[]? shape = null, long[]? stride = null) =>
        new ForgedPickle().Start().Op('}').Text("w").Tensor(storage, key, count, offset, shape, stride).Op('s').Stop();

    /// <summary>Raw bytes.</summary>
    public ForgedPickle Raw(params ReadOnlySpan<byte> bytes)
    {
        _bytes.Write(bytes);
        return this;
    }

    /// <summary>The protocol's number.</summary>
    public ForgedPickle Start(byte protocol = 2) => Raw(0x80, protocol);

    /// <summary>An instruction.</summary>
    public ForgedPickle Op(char code) => Raw((byte)code);

    /// <summary>An instruction again and again.</summary>
    public ForgedPickle Op(char code, int times)
    {
        for (var i = 0; i < times; i++)
            Op(code);
        return this;
    }

    /// <summary>A text.</summary>
    public ForgedPickle Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return Op('X').Raw(BitConverter.GetBytes(bytes.Length)).Raw(bytes);
    }

    /// <summary>A whole number.</summary>
    public ForgedPickle Number(BigInteger number)
    {
        var bytes = number.ToByteArray();
        return Raw(0x8a, (byte)bytes.Length).Raw(bytes);
    }

    /// <summary>A Python name.</summary>
    public ForgedPickle Global(string module, string name) => Raw(Encoding.UTF8.GetBytes($"c{module}\n{name}\n"));

    /// <summary>Keeps the top of the stack.</summary>
    public ForgedPickle Put(int index) => Op('r').Raw(BitConverter.GetBytes(index));

    /// <summary>Takes what was kept.</summary>
    public ForgedPickle Get(int index) => Op('j').Raw(BitConverter.GetBytes(index));

    /// <summary>A tuple of whole numbers.</summary>
    public ForgedPickle Numbers(params IEnumerable<long> numbers)
    {
        Op('(');
        foreach (var number in numbers)
            Number(number);
        return Op('t');
    }

    /// <summary>A reference to a storage.</summary>
    public ForgedPickle Storage(string type, object? key = null, object? count = null)
    {
        Op('(').Text("storage").Global("torch", type);
        Value(key ?? "0").Text("cpu");
        return Value(count ?? 6L).Op('t').Op('Q');
    }

    /// <summary>A tensor of 2x3 floats, or what it is said to be.</summary>
    public ForgedPickle Tensor(string storage = "FloatStorage", object? key = null, object? count = null, object? offset = null, long[]? shape = null, long[]? stride = null)
    {
        Global("torch._utils", "_rebuild_tensor_v2").Op('(').Storage(storage, key, count);
        return Value(offset ?? 0L).Numbers(shape ?? [2, 3]).Numbers(stride ?? [3, 1]).Raw(0x89).Global("collections", "OrderedDict").Op(')').Op('R').Op('t').Op('R');
    }

    /// <summary>A text or whole number.</summary>
    public ForgedPickle Value(object value) => value is string text ? Text(text) : Number(new BigInteger(Convert.ToInt64(value, CultureInfo.InvariantCulture)));

    /// <summary>Ends the pickle.</summary>
    public byte[] Stop()
    {
        Op('.');
        return _bytes.ToArray();
    }
}
