using System.Security.Cryptography;
using Freeze.WeightFiles.Reading;
using Freeze.WeightFiles.Safetensors;
using Freeze.WeightFiles.Storage;
using Freeze.WeightFiles.Writing;
using TorchSharp;
using Xunit;

namespace Freeze.Tests.WeightFiles.Writing;

/// <summary>What the writers write is read back bit for bit, by Freeze's readers and by PyTorch.</summary>
public sealed class WriterTests : IDisposable
{
    // Prints name, type, shape, stride, hash of each tensor, and the number of storages.
    private const string ReadPyTorch = """
        import sys, hashlib, torch
        state = torch.load(sys.argv[1], **({'weights_only': True} if 'weights_only' in torch.load.__code__.co_varnames else {}))
        for name, tensor in state.items():
            flat = tensor.reshape(-1)
            raw = (flat.view(torch.uint8) if tensor.numel() and tensor.dtype != torch.bool else flat.to(torch.uint8)).numpy().tobytes() if tensor.numel() else b''
            print(name, str(tensor.dtype).split('.')[1], list(tensor.shape), hashlib.sha256(raw).hexdigest(), sep='|')
        print(len({tensor.storage().data_ptr() for tensor in state.values() if tensor.numel()}))
        """;

    // The format needs no library: a length, JSON, bytes.
    private const string ReadSafetensors = """
        import sys, hashlib, json, struct
        data = open(sys.argv[1], 'rb').read()
        length, = struct.unpack('<Q', data[:8])
        header = json.loads(data[8:8 + length])
        assert length % 8 == 0
        end = 0
        for name, entry in sorted(((n, e) for n, e in header.items() if n != '__metadata__'), key=lambda pair: pair[1]['data_offsets']):
            begin, stop = entry['data_offsets']
            assert begin == end
            end = stop
        assert 8 + length + end == len(data)
        for name, entry in header.items():
            if name != '__metadata__':
                begin, stop = entry['data_offsets']
                print(name, entry['dtype'], entry['shape'], hashlib.sha256(data[8 + length + begin:8 + length + stop]).hexdigest(), sep='|')
        print(json.dumps(header['__metadata__'], sort_keys=True))
        """;

    private readonly CheckpointFolder _folder = new();
    private readonly List<(string Name, torch.Tensor Value)> _tensors = [];

    public WriterTests()
    {
        torch.manual_seed(5);
        foreach (var type in new[] { torch.ScalarType.Float32, torch.ScalarType.Float64, torch.ScalarType.Float16, torch.ScalarType.BFloat16, torch.ScalarType.Int64, torch.ScalarType.Int32, torch.ScalarType.Int16, torch.ScalarType.Int8, torch.ScalarType.Byte, torch.ScalarType.Bool, torch.ScalarType.ComplexFloat32 })
        {
            using var random = torch.randn(3, 5).mul(100);
            _tensors.Add(($"{type}", type == torch.ScalarType.Bool ? random.gt(0) : random.to(type)));
        }

        _tensors.Add(("zero dimensions", torch.tensor(3.5f)));
        _tensors.Add(("no elements", torch.zeros(0, 3)));
        _tensors.Add(("special", torch.tensor(new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity, -0.0f, float.Epsilon })));
        _tensors.Add(("transposed", torch.arange(12).view(3, 4).t()));
        _tensors.Add(("a.b/ü '\"\\ 你好", torch.ones(2)));
        var tied = torch.randn(4, 4);
        _tensors.Add(("tied.one", tied));
        _tensors.Add(("tied.two", tied.alias()));
        _tensors.Add(("parameter", new TorchSharp.Modules.Parameter(torch.randn(70_000))));
    }

    public void Dispose()
    {
        foreach (var (_, value) in _tensors)
            value.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(".pth")]
    [InlineData(".safetensors")]
    public void Freeze_reads_back_what_it_wrote(string ending)
    {
        using var checkpoint = Checkpoint.Open(Write(ending, Sources()));
        Assert.Equal(_tensors.Select(Describe), checkpoint.Tensors.Select(tensor => $"{tensor.Name}|{tensor.DataType.TorchName()}|[{string.Join(", ", tensor.Shape)}]|{tensor.Sha256()}"));
        var shared = checkpoint.Tensors.Where(tensor => tensor.SharedWith.Count > 0).Select(tensor => tensor.Name);
        Assert.Equal(ending == ".pth" ? ["tied.one", "tied.two"] : [], shared);
    }

    [Fact]
    public void PyTorch_reads_back_what_was_written()
    {
        var lines = PythonTorch.Run(ReadPyTorch, Write(".pth", Sources()));
        Assert.Equal(_tensors.Select(Describe), lines[..^1]);
        Assert.Equal($"{_tensors.Count - 2}", lines[^1]);
    }

    [Fact]
    public void Python_reads_back_the_safetensors_that_were_written()
    {
        var path = Path.Combine(_folder.Path, "model.safetensors");
        SafetensorsWriter.Write(path, Sources(), new Dictionary<string, string> { ["note"] = "a \"note\"" });
        var lines = PythonTorch.Run(ReadSafetensors, path);
        Assert.Equal(_tensors.Select(tensor => Describe(tensor).Split('|') is [var name, _, var shape, var hash] ? (name, shape, hash) : default), lines[..^1].Select(line => line.Split('|') is [var name, _, var shape, var hash] ? (name, shape, hash) : default));
        Assert.Equal("""{"format": "pt", "note": "a \"note\""}""", lines[^1]);
    }

    [Theory]
    [InlineData(".pth")]
    [InlineData(".safetensors")]
    public void The_same_tensors_give_the_same_bytes(string ending) =>
        Assert.Equal(File.ReadAllBytes(Write(ending, Sources(), "one")), File.ReadAllBytes(Write(ending, Sources(), "other")));

    [Fact]
    public void Types_that_TorchSharp_lacks_are_carried_from_file_to_file()
    {
        var types = new[] { ElementType.UInt16, ElementType.UInt32, ElementType.UInt64, ElementType.Float8E4M3Fn, ElementType.Float8E5M2, ElementType.Float8E4M3Fnuz, ElementType.Float8E5M2Fnuz, ElementType.Float8E8M0Fnu };
        var sources = types.Select(type => TensorSource.From(type.TorchName(), type, [2, 3], RandomNumberGenerator.GetBytes(6 * type.ByteSize()))).ToList();
        using var safetensors = Checkpoint.Open(Write(".safetensors", sources));
        using var pth = Checkpoint.Open(Write(".pth", [.. safetensors.Tensors.Select(tensor => TensorSource.From(tensor))]));
        Assert.Equal(types, pth.Tensors.Select(tensor => tensor.DataType));
        Assert.Equal(safetensors.Tensors.Select(tensor => tensor.Sha256()), pth.Tensors.Select(tensor => tensor.Sha256()));
    }

    [Fact]
    public void Storages_start_at_multiples_of_64_bytes()
    {
        var bytes = File.ReadAllBytes(Write(".pth", [TensorSource.From("x", ElementType.UInt8, [5], "hello"u8.ToArray()), TensorSource.From("y", ElementType.UInt8, [5], "world"u8.ToArray())]));
        Assert.Equal(0, bytes.AsSpan().IndexOf("hello"u8) % 64);
        Assert.Equal(0, bytes.AsSpan().IndexOf("world"u8) % 64);
    }

    [Theory]
    [InlineData(".pth")]
    [InlineData(".safetensors")]
    public void A_file_that_is_there_is_kept_unless_told_otherwise(string ending)
    {
        var path = _folder.Write("model" + ending, [1, 2, 3]);
        Assert.Equal(ErrorCode.OutputExists, Assert.Throws<FreezeException>(() => Write(ending, Sources())).Code);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(path));
    }

    [Theory]
    [InlineData(".pth")]
    [InlineData(".safetensors")]
    public void A_write_that_fails_leaves_nothing_behind(string ending)
    {
        var broken = new TensorSource("x", ElementType.UInt8, [4], _ => throw new IOException("The disk is full."));
        Assert.Equal(ErrorCode.OutputNotWritable, Assert.Throws<FreezeException>(() => Write(ending, [broken])).Code);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    private static string Describe((string Name, torch.Tensor Value) tensor)
    {
        using var contiguous = tensor.Value.detach().contiguous();
        var type = TensorLoading.ToElementType(tensor.Value.dtype).TorchName();
        return $"{tensor.Name}|{type}|[{string.Join(", ", tensor.Value.shape)}]|{Convert.ToHexString(SHA256.HashData(contiguous.bytes)).ToLowerInvariant()}";
    }

    private List<TensorSource> Sources() => [.. _tensors.Select(tensor => TensorLoading.ToSource(tensor.Name, tensor.Value))];

    private string Write(string ending, IReadOnlyList<TensorSource> sources, string name = "model")
    {
        var path = Path.Combine(_folder.Path, name + ending);
        if (ending == ".pth")
            PyTorchWriter.Write(path, sources);
        else
            SafetensorsWriter.Write(path, sources);
        return path;
    }
}
