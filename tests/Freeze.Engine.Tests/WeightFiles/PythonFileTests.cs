using System.Numerics;
using Freeze.WeightFiles.Reading;
using Xunit;

namespace Freeze.Tests.WeightFiles;

/// <summary>Files that real PyTorch writes in all its ways are read with the same bytes.</summary>
public sealed class PythonFileTests : IDisposable
{
    private const string Save = """
        import sys, os, hashlib, argparse, collections, zipfile, numpy, torch
        torch.manual_seed(3)
        folder = sys.argv[1]
        base = torch.randn(6, 5)
        state = collections.OrderedDict(a=base, tied=base, view=base[1:4, ::2], turned=base.t(), half=torch.randn(3).half(), mask=torch.tensor([True, False]), count=torch.tensor(7))
        data = {'state_dict': state, 'parameter': torch.nn.Parameter(torch.randn(2)), 'args': argparse.Namespace(lr=0.5, layers=[1, 2]), 'mean': numpy.float64(0.25),
                'array': numpy.arange(6, dtype='>i2').reshape(2, 3), 'big': 2 ** 70, 'raw': b'\x00\xff', 'text': 'ü\u4f60', 'set': {3}, 'z': 1 + 2j}
        for protocol in range(1, 6):
            for zipped in (True, False):
                torch.save(data, os.path.join(folder, f'p{protocol}{"zip" if zipped else "old"}.pth'), pickle_protocol=protocol, _use_new_zipfile_serialization=zipped)
        with zipfile.ZipFile(os.path.join(folder, 'p2zip.pth')) as source, zipfile.ZipFile(os.path.join(folder, 'deflated.pth'), 'w', zipfile.ZIP_DEFLATED) as target:
            for name in source.namelist():
                target.writestr('other' + name[name.index('/'):], source.read(name))
            target.comment = b'packed again'
        for name, tensor in [*state.items(), ('parameter', data['parameter'])]:
            print(name, hashlib.sha256(tensor.detach().contiguous().numpy().tobytes()).hexdigest())
        """;

    private readonly CheckpointFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_protocol_and_packing_gives_the_same_tensors_and_values()
    {
        var expected = PythonTorch.Run(Save, _folder.Path).Select(line => line.StartsWith("parameter", StringComparison.Ordinal) ? line : $"state_dict.{line}").ToList();
        var files = Directory.GetFiles(_folder.Path).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(11, files.Count);
        foreach (var file in files)
        {
            using var checkpoint = Checkpoint.Open(file);
            Assert.Equal(expected, checkpoint.Tensors.Select(tensor => $"{tensor.Name} {tensor.Sha256()}"));
            Assert.Equal(["state_dict.tied", "state_dict.view", "state_dict.turned"], checkpoint.Tensors[0].SharedWith);
            Assert.True(checkpoint.Tensors[^1] is { IsParameter: true, RequiresGrad: true }, file);
            Assert.Equal((0.5, 0.25, BigInteger.Pow(2, 70), "ü你", new Complex(1, 2)),
                (checkpoint.Values["args.lr"], checkpoint.Values["mean"], checkpoint.Values["big"], checkpoint.Values["text"], checkpoint.Values["z"]));
            Assert.Equal<byte>([0, 255], Assert.IsType<byte[]>(checkpoint.Values["raw"]));
            var array = Assert.IsType<CheckpointArray>(checkpoint.Values["array"]);
            Assert.Equal((">i2", "2, 3", 12), (array.DataType, string.Join(", ", array.Shape), array.Bytes.Length));
        }
    }
}
