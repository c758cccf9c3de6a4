using Freeze.Tests.WeightFiles.Forgery;

namespace Freeze.Tests.WeightFiles.Mutation;

/// <summary>Small files of every format and many kinds, which mutants are made from.</summary>
internal static class SeedFiles
{
    private const int Largest = 32 << 10;

    /// <summary>Files that are read: names, whose endings count, with bytes; always in the same order.</summary>
    public static IReadOnlyList<(string Name, byte[] Bytes)> Good { get; } = [.. Fixtures(isGood: true), .. Forged()];

    /// <summary>Files that are refused.</summary>
    public static IReadOnlyList<(string Name, byte[] Bytes)> Bad { get; } = [.. Fixtures(isGood: false)];

    private static IEnumerable<(string Name, byte[] Bytes)> Fixtures(bool isGood) => CheckpointFixtures.Read(CheckpointFixtures.Selection)
        .Where(file => (file.Manifest.GetProperty("expect").GetString() == "ok") == isGood && new FileInfo(file.Path).Length <= Largest)
        .Select(file => (Name: Path.GetFileName(file.Path), Bytes: File.ReadAllBytes(file.Path)));

    private static IEnumerable<(string Name, byte[] Bytes)> Forged()
    {
        var floats = new byte[24];
        ForgedEntry[] entries = [new("archive/data.pkl", ForgedPickle.OneTensor()) { Deflated = true }, new("archive/data/0", floats) { Deflated = true }, new("archive/byteorder", "big"u8.ToArray())];
        yield return ("deflated.pth", ForgedZip.Build(entries));
        yield return ("numpy.pth", ForgedZip.Torch(Numpy(), floats));
        yield return ("text.pth", ForgedZip.Torch("(dp0\nVlr\np1\nF0.5\nsVsteps\nI10\nsS'name'\n(lp2\nL12345678901234567890L\naI01\nas."u8.ToArray()));
        yield return ("many.safetensors", ForgedSafetensors.Build("""{"__metadata__":{"format":"pt"},"a":{"dtype":"F8_E4M3","shape":[2,2],"data_offsets":[0,4]},"b":{"dtype":"U64","shape":[1],"data_offsets":[4,12]},"c":{"dtype":"F32","shape":[0,3],"data_offsets":[12,12]}}""", 12));
        yield return ("small.index.json", """{"metadata":{"total_size":12},"weight_map":{"a":"shard.safetensors","b":"shard.safetensors"}}"""u8.ToArray());
    }

    // {'mean': numpy.float64(1), 'array': numpy array of 2 float32, 'w': tensor, 'args': argparse.Namespace(x=1)}
    private static byte[] Numpy() => new ForgedPickle().Start().Op('}').Op('(')
        .Text("mean").Global("numpy.core.multiarray", "scalar").Op('(').NumpyType("f8").Put(1).Raw("C\x08\0\0\0\0\0\0"u8).Raw(0xf0, 0x3f).Op('t').Op('R')
        .Text("array").Global("numpy.core.multiarray", "_reconstruct").Op('(').Global("numpy", "ndarray").Numbers(0).Raw("C\x01b"u8).Op('t').Op('R')
        .Op('(').Number(1).Numbers(2).NumpyType("f4").Raw(0x89).Raw("C\x08\0\0\0\0\0\0\0\0"u8).Op('t').Op('b')
        .Text("w").Tensor()
        .Text("args").Global("argparse", "Namespace").Op(')').Raw(0x81).Op('}').Text("x").Number(1).Op('s').Op('b')
        .Op('u').Stop();

    private static ForgedPickle NumpyType(this ForgedPickle pickle, string code) => pickle.Global("numpy", "dtype").Op('(').Text(code).Raw(0x89, 0x88).Op('t').Op('R')
        .Op('(').Number(3).Text("<").Op('N', 3).Number(-1).Number(-1).Number(0).Op('t').Op('b');
}
