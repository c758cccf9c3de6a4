using Freeze.Tests.WeightFiles.Forgery;
using Freeze.WeightFiles.Reading;
using Xunit;

namespace Freeze.Tests.WeightFiles.Storage;

/// <summary>Tensors that reach beyond their bytes, or stand for more than there is.</summary>
public sealed class TensorAttackTests : IDisposable
{
    private readonly CheckpointFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0L, new[] { 2L, 3L }, new[] { -3L, 1L })]
    [InlineData(0L, new[] { -2L, 3L }, new[] { 3L, 1L })]
    [InlineData(1L, new[] { 2L, 3L }, new[] { 3L, 1L })]
    [InlineData(-1L, new[] { 2L, 3L }, new[] { 3L, 1L })]
    [InlineData(long.MaxValue, new[] { 1L }, new[] { 1L })]
    [InlineData(long.MaxValue, new[] { 0L }, new[] { 1L })]
    [InlineData(0L, new[] { 2L, 3L }, new[] { 4L, 1L })]
    [InlineData(0L, new[] { 7L }, new[] { 1L })]
    [InlineData(0L, new[] { 1L << 32, 1L << 32 }, new[] { 0L, 0L })]
    [InlineData(0L, new[] { long.MaxValue, 2L }, new[] { 0L, 0L })]
    [InlineData(0L, new[] { 0L, long.MaxValue, 4L }, new[] { 1L, 1L, 1L })]
    [InlineData(0L, new[] { 2L }, new[] { long.MaxValue })]
    [InlineData(0L, new[] { 3L, 3L }, new[] { 1L << 62, 1L << 62 })]
    [InlineData(0L, new[] { 2L, 3L }, new[] { 1L })]
    public void A_view_outside_its_storage_is_refused(long offset, long[] shape, long[] stride) =>
        _folder.Refuses(ForgedZip.Torch(ForgedPickle.OneTensor(offset: offset, shape: shape, stride: stride), new byte[24]), ErrorCode.ModelFileCorrupt);

    [Fact]
    public void Sixty_five_dimensions_are_refused() =>
        _folder.Refuses(ForgedZip.Torch(ForgedPickle.OneTensor(shape: [.. Enumerable.Repeat(1L, 65)], stride: [.. Enumerable.Repeat(1L, 65)]), new byte[24]), ErrorCode.ModelFileCorrupt);

    [Fact]
    public void A_number_beyond_64_bits_is_no_size() =>
        _folder.Refuses(ForgedZip.Torch(new ForgedPickle().Start().Global("torch._utils", "_rebuild_tensor_v2").Op('(').Storage("FloatStorage").Number(0)
            .Op('(').Number(System.Numerics.BigInteger.Pow(2, 64)).Op('t').Numbers(1).Raw(0x89).Op('N').Op('t').Op('R').Stop(), new byte[24]), ErrorCode.ModelFileCorrupt);

    [Fact]
    public void Few_bytes_expanded_to_many_are_refused() =>
        _folder.Refuses(ForgedZip.Torch(ForgedPickle.OneTensor(shape: [1 << 20, 1 << 10], stride: [0, 0]), new byte[24]), ErrorCode.ModelFileUnsafe, "expanded");

    [Theory]
    [InlineData(7L)]
    [InlineData(long.MaxValue)]
    [InlineData(1L << 61)]
    [InlineData(-1L)]
    public void A_storage_that_declares_more_than_its_record_is_refused(long count) =>
        _folder.Refuses(ForgedZip.Torch(ForgedPickle.OneTensor(count: count), new byte[24]), ErrorCode.ModelFileCorrupt);

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("")]
    [InlineData("0\0")]
    public void A_storage_key_is_looked_up_in_the_archive_alone(string key) =>
        _folder.Refuses(ForgedZip.Torch(ForgedPickle.OneTensor(key: key), new byte[24]), ErrorCode.ModelFileCorrupt, "no record");

    [Fact]
    public void Single_numbers_and_tensors_without_elements_are_read()
    {
        var pickle = new ForgedPickle().Start().Op('}').Op('(').Text("scalar").Tensor(shape: [], stride: []).Text("last").Tensor(offset: 5L, shape: [], stride: [])
            .Text("empty").Tensor(shape: [0, 3], stride: [3, 1]).Text("nothing").Tensor(key: "none", count: 0L, shape: [0], stride: [1]).Op('u').Stop();
        Assert.Equal(["scalar: float32[]", "last: float32[]", "empty: float32[0, 3]", "nothing: float32[0]"],
            _folder.Reads(ForgedZip.Torch(pickle, new byte[24])).Select(line => line[..line.LastIndexOf(' ')]));
    }

    [Fact]
    public void Complex_numbers_are_read()
    {
        byte[] bytes = [.. BitConverter.GetBytes(1f), .. BitConverter.GetBytes(-2f)];
        using var checkpoint = Checkpoint.Open(_folder.Write("complex.pth", ForgedZip.Torch(ForgedPickle.OneTensor("ComplexFloatStorage", count: 1L, shape: [1], stride: [1]), bytes)));
        using var tensor = checkpoint.Tensors[0].ToTensor();
        Assert.Equal((1f, -2f), tensor.data<(float, float)>()[0]);
    }

    [Theory]
    [InlineData("_rebuild_qtensor", "quantized")]
    [InlineData("_rebuild_sparse_tensor", "sparse")]
    [InlineData("_rebuild_sparse_csr_tensor", "sparse")]
    [InlineData("_rebuild_meta_tensor_no_storage", "meta")]
    [InlineData("_rebuild_nested_tensor", "nested")]
    public void Kinds_of_tensors_that_are_not_read_are_named(string function, string kind) =>
        _folder.Refuses(ForgedZip.Torch(new ForgedPickle().Start().Global("torch._utils", function).Op(')').Op('R').Stop()), ErrorCode.ModelFormatUnknown, kind);

    [Fact]
    public void A_conjugate_that_was_never_computed_is_refused() =>
        _folder.Refuses(ForgedZip.Torch(new ForgedPickle().Start().Global("torch._utils", "_rebuild_tensor_v2").Op('(').Storage("ComplexFloatStorage", count: 3L).Number(0).Numbers(3).Numbers(1)
            .Raw(0x89).Op('N').Op('}').Text("conj").Raw(0x88).Op('s').Op('t').Op('R').Stop(), new byte[24]), ErrorCode.ModelFormatUnknown, "conjugate");

    [Fact]
    public void Truth_values_of_any_byte_become_0_and_1()
    {
        using var checkpoint = Checkpoint.Open(_folder.Write("bool.pth", ForgedZip.Torch(ForgedPickle.OneTensor("BoolStorage", count: 3L, shape: [3], stride: [1]), [0, 2, 255])));
        using var tensor = checkpoint.Tensors[0].ToTensor();
        Assert.Equal<byte>([0, 1, 1], tensor.bytes.ToArray());
    }

    [Fact]
    public void Any_number_of_views_of_one_storage_is_listed_without_listing_them_for_each()
    {
        var pickle = new ForgedPickle().Start().Op('}').Op('(');
        for (var i = 0; i < 10_000; i++)
            pickle.Text($"{i}").Tensor();
        using var checkpoint = Checkpoint.Open(_folder.Write("views.pth", ForgedZip.Torch(pickle.Op('u').Stop(), new byte[24])));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.All(checkpoint.Tensors, tensor => Assert.Equal(9999, tensor.SharedWith.Count));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 << 20);
        Assert.Equal("1", checkpoint.Tensors[0].SharedWith[0]);
    }
}
