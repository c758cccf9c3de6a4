using Freeze.Tests.WeightFiles.Forgery;
using Freeze.WeightFiles.Reading;
using Freeze.WeightFiles.Storage;
using TorchSharp;
using Xunit;

namespace Freeze.Tests.WeightFiles.Reading;

/// <summary>Tensors of files become tensors of models.</summary>
public sealed class TensorLoadingTests : IDisposable
{
    private static readonly float[] Numbers = [1, -2, 3.5f, 4, 5, 6];
    private readonly CheckpointFolder _folder = new();
    private readonly Checkpoint _checkpoint;

    public TensorLoadingTests() => _checkpoint = Checkpoint.Open(_folder.Write("w.pth", ForgedZip.Torch(ForgedPickle.OneTensor(), Bytes())));

    public void Dispose()
    {
        _checkpoint.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(torch.ScalarType.Float32)]
    [InlineData(torch.ScalarType.Float64)]
    [InlineData(torch.ScalarType.BFloat16)]
    public void Elements_reach_a_parameter_of_any_type_which_stays_the_same_object(torch.ScalarType type)
    {
        using var parameter = new TorchSharp.Modules.Parameter(torch.zeros(2, 3, dtype: type));
        _checkpoint.Tensors[0].CopyTo(parameter);
        using var read = parameter.detach().to(torch.ScalarType.Float32);
        Assert.Equal(Numbers, read.data<float>().ToArray());
        Assert.Equal((type, true), (parameter.dtype, parameter.requires_grad));
    }

    [Fact]
    public void Elements_reach_a_tensor_that_is_not_contiguous()
    {
        using var target = torch.zeros(3, 2).t();
        _checkpoint.Tensors[0].CopyTo(target);
        using var read = target.contiguous();
        Assert.Equal(Numbers, read.data<float>().ToArray());
    }

    [Fact]
    public void Strided_views_are_put_in_order()
    {
        using var checkpoint = Checkpoint.Open(_folder.Write("t.pth", ForgedZip.Torch(ForgedPickle.OneTensor(shape: [3, 2], stride: [1, 3]), Bytes())));
        using var target = torch.zeros(3, 2);
        checkpoint.Tensors[0].CopyTo(target);
        Assert.Equal([1, 4, -2, 5, 3.5f, 6], target.data<float>().ToArray());
    }

    [Fact]
    public void Another_shape_is_refused_although_it_has_as_many_elements()
    {
        using var target = torch.zeros(3, 2);
        Assert.Equal(ErrorCode.ArchitectureMismatch, Assert.Throws<FreezeException>(() => _checkpoint.Tensors[0].CopyTo(target)).Code);
    }

    [Fact]
    public void A_wrong_checksum_among_many_tensors_is_one_error_with_a_code()
    {
        var pickle = new ForgedPickle().Start().Op('}').Op('(');
        for (var i = 0; i < 50; i++)
            pickle.Text($"{i}").Tensor(key: $"{i}");
        var entries = Enumerable.Range(0, 50).Select(i => new ForgedEntry($"a/data/{i}", Bytes()) { Checksum = i % 10 == 7 ? 1u : null });
        using var checkpoint = Checkpoint.Open(_folder.Write("many.pth", ForgedZip.Build([new("a/data.pkl", pickle.Op('u').Stop()), .. entries])));
        var targets = checkpoint.Tensors.Select(tensor => (tensor, torch.zeros(2, 3))).ToList();
        Assert.Equal(ErrorCode.ModelFileCorrupt, Assert.Throws<FreezeException>(() => TensorLoading.Copy(targets)).Code);
        targets.ForEach(target => target.Item2.Dispose());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_large_tensor_arrives_whole_in_parts_and_a_wrong_checksum_is_still_found(bool isWrong)
    {
        var bytes = new byte[3 * TensorCopy.PartBytes / 2 / 24 * 24];
        new Random(5).NextBytes(bytes);
        var pickle = new ForgedPickle().Start().Op('}').Op('(').Text("x").Tensor(shape: [bytes.Length / 12, 3], stride: [3, 1], count: (long)(bytes.Length / 4)).Op('u').Stop();
        using var checkpoint = Checkpoint.Open(_folder.Write("large.pth", ForgedZip.Build([new("a/data.pkl", pickle), new("a/data/0", bytes) { Checksum = isWrong ? 1u : null }])));
        using var target = torch.zeros(bytes.Length / 12, 3);
        if (isWrong)
            Assert.Equal(ErrorCode.ModelFileCorrupt, Assert.Throws<FreezeException>(() => TensorLoading.Copy([(checkpoint.Tensors[0], target)])).Code);
        else
        {
            TensorLoading.Copy([(checkpoint.Tensors[0], target)]);
            Assert.True(target.bytes.SequenceEqual(bytes));
        }
    }

    [Theory]
    [InlineData("F8_E4M3", 0x38, 1f)]
    [InlineData("F8_E4M3", 0x7e, 448f)]
    [InlineData("F8_E4M3", 0x7f, float.NaN)]
    [InlineData("F8_E4M3", 0x01, 0.001953125f)]
    [InlineData("F8_E5M2", 0x3c, 1f)]
    [InlineData("F8_E5M2", 0x7b, 57344f)]
    [InlineData("F8_E5M2", 0xfc, float.NegativeInfinity)]
    [InlineData("F8_E4M3FNUZ", 0x7f, 240f)]
    [InlineData("F8_E4M3FNUZ", 0x80, float.NaN)]
    [InlineData("F8_E5M2FNUZ", 0x7f, 57344f)]
    [InlineData("F8_E8M0", 0x80, 2f)]
    [InlineData("U8", 200, 200f)]
    public void Types_that_TorchSharp_lacks_are_widened_without_loss(string type, byte code, float value)
    {
        var bytes = ForgedSafetensors.Build($$$"""{"x":{"dtype":"{{{type}}}","shape":[1],"data_offsets":[0,1]}}""", [code]);
        using var checkpoint = Checkpoint.Open(_folder.Write("x.safetensors", bytes));
        using var tensor = checkpoint.Tensors[0].ToTensor();
        using var number = tensor.to(torch.ScalarType.Float32);
        Assert.Equal(value, number.item<float>());
    }

    private static byte[] Bytes() => [.. Numbers.SelectMany(BitConverter.GetBytes)];
}
