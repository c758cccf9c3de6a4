using Freeze.Tests.WeightFiles.Forgery;
using Freeze.WeightFiles.Reading;
using Xunit;

namespace Freeze.Tests.WeightFiles.Pickle;

/// <summary>Pickles that would run a program, or never end, or fill memory.</summary>
public sealed class PickleAttackTests : IDisposable
{
    private static readonly byte[] Floats = new byte[24];
    private readonly CheckpointFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("os", "system")]
    [InlineData("posix", "system")]
    [InlineData("builtins", "eval")]
    [InlineData("__builtin__", "exec")]
    [InlineData("builtins", "getattr")]
    [InlineData("builtins", "__import__")]
    [InlineData("functools", "partial")]
    [InlineData("operator", "attrgetter")]
    [InlineData("subprocess", "Popen")]
    [InlineData("importlib", "import_module")]
    [InlineData("pickle", "loads")]
    [InlineData("torch", "load")]
    [InlineData("torch.hub", "load")]
    [InlineData("torch.jit._pickle", "build_intlist")]
    [InlineData("torch.jit._pickle", "restore_type_tag")]
    [InlineData("torch.serialization", "load")]
    [InlineData("torch._utils", "_rebuild_tensor_v2.__globals__")]
    [InlineData("collections", "OrderedDict.fromkeys")]
    [InlineData("numpy", "load")]
    [InlineData("numpy.core.multiarray", "fromfile")]
    [InlineData("_codecs", "decode")]
    [InlineData("", "")]
    [InlineData("Torch", "FloatStorage")]
    [InlineData("torch", "FloatStorage ")]
    public void A_name_that_weights_do_not_need_is_refused_where_it_stands(string module, string name)
    {
        var error = _folder.Refuses(ForgedZip.Torch(new ForgedPickle().Start().Global(module, name).Op('(').Text("touch executed-by-pickle").Op('t').Op('R').Stop()), ErrorCode.ModelFileUnsafe);
        Assert.Contains($"{module}.{name}", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists("executed-by-pickle"));
    }

    [Fact]
    public void Allowed_names_cannot_be_called_with_a_callable_in_place_of_data() =>
        _folder.Refuses(ForgedZip.Torch(new ForgedPickle().Start().Global("torch._tensor", "_rebuild_from_type_v2").Op('(').Global("torch._tensor", "_rebuild_from_type_v2").Global("torch", "Tensor").Op(')').Op('N').Op('t').Op('R').Stop()), ErrorCode.ModelFileCorrupt);

    [Fact]
    public void A_default_factory_is_never_called() =>
        Assert.Empty(_folder.Reads(ForgedZip.Torch(new ForgedPickle().Start().Global("collections", "defaultdict").Global("builtins", "list").Raw(0x85).Op('R').Stop())));

    [Theory]
    [InlineData(')', 'R')]
    [InlineData('(', 't')]
    [InlineData(']', 'a')]
    [InlineData('(', 'l')]
    public void Nesting_costs_no_stack(char open, char close)
    {
        var pickle = new ForgedPickle().Start();
        for (var i = 0; i < 200_000 && open != ')'; i++)
            pickle.Op(open);
        if (open == ')')
        {
            // OrderedDict(OrderedDict(...)), each argument a tuple of one.
            pickle.Op('N');
            for (var i = 0; i < 50_000; i++)
                pickle.Raw(0x85);
        }
        else
        {
            for (var i = 0; i < 199_999; i++)
                pickle.Op(close);
        }

        var error = Record.Exception(() => _folder.Reads(ForgedZip.Torch(pickle.Stop())));
        Assert.IsType<FreezeException>(error);
    }

    [Fact]
    public void Calls_within_calls_are_bounded()
    {
        var pickle = new ForgedPickle().Start();
        for (var i = 0; i < 100_000; i++)
            pickle.Global("collections", "OrderedDict").Op('(');
        for (var i = 0; i < 100_000; i++)
            pickle.Op('t').Op('R');
        // Each takes the one within it for its entries: in the end there is one dictionary, without any.
        Assert.True(Record.Exception(() => _folder.Reads(ForgedZip.Torch(pickle.Stop()))) is null or FreezeException);
    }

    [Fact]
    public void A_list_within_itself_is_refused() =>
        _folder.Refuses(ForgedZip.Torch(new ForgedPickle().Start().Op(']').Put(0).Get(0).Op('a').Stop()), ErrorCode.ModelFileUnsafe, "levels deep");

    [Fact]
    public void A_dictionary_doubled_again_and_again_is_refused()
    {
        var pickle = new ForgedPickle().Start().Op('}').Op('(');
        for (var i = 0; i < 2000; i++)
            pickle.Text($"k{i}").Op('N');
        pickle.Op('u').Put(0);
        for (var i = 0; i < 20_000; i++)
            pickle.Global("collections", "OrderedDict").Get(0).Raw(0x85).Op('R');
        _folder.Refuses(ForgedZip.Torch(pickle.Stop()), ErrorCode.ModelFileUnsafe, "exhaust memory");
    }

    [Fact]
    public void Long_keys_written_out_again_and_again_are_refused()
    {
        // Sixteen times the same million characters in every key.
        var pickle = new ForgedPickle().Start().Text(new string('x', 1_000_000)).Put(0).Op('}').Op('(');
        for (var i = 0; i < 1000; i++)
        {
            pickle.Op('(');
            for (var item = 0; item < 15; item++)
                pickle.Get(0);
            pickle.Number(i).Op('t').Op('N');
        }

        _folder.Refuses(ForgedZip.Torch(pickle.Op('u').Stop()), ErrorCode.ModelFileCorrupt, "key");
    }

    [Fact]
    public void A_long_number_is_no_key() =>
        _folder.Refuses(ForgedZip.Torch(new ForgedPickle().Start().Op('}').Raw(0x8b, 0, 1, 0, 0).Raw(Enumerable.Repeat((byte)0x7f, 256).ToArray()).Op('N').Op('s').Stop()), ErrorCode.ModelFileCorrupt, "key");

    [Fact]
    public void Bytes_read_as_a_number_again_and_again_cost_nothing()
    {
        var pickle = new ForgedPickle().Start().Op('B').Raw(BitConverter.GetBytes(1 << 20)).Raw(new byte[1 << 20]).Put(0).Global("numpy.core.multiarray", "scalar").Put(1)
            .Global("numpy", "dtype").Op('(').Text("f8").Op('t').Op('R').Put(2);
        for (var i = 0; i < 10_000; i++)
            pickle.Get(1).Get(2).Get(0).Raw(0x86).Op('R');
        _folder.Refuses(ForgedZip.Torch(pickle.Stop()), ErrorCode.ModelFileCorrupt, "numpy number");
    }

    [Theory]
    [InlineData(0x8b, 4)]
    [InlineData('X', 4)]
    [InlineData('B', 4)]
    [InlineData('T', 4)]
    [InlineData(0x8d, 8)]
    [InlineData(0x8e, 8)]
    [InlineData(0x96, 8)]
    public void A_declared_length_that_is_not_there_is_refused(int opcode, int width)
    {
        foreach (var length in new[] { 1L << 20, int.MaxValue, uint.MaxValue, 1L << 40, long.MaxValue, -1 })
            _folder.Refuses(ForgedZip.Torch(new ForgedPickle().Start().Raw((byte)opcode).Raw(BitConverter.GetBytes(length).AsSpan(0, width)).Raw(1, 2, 3).Stop()), ErrorCode.ModelFileCorrupt);
    }

    [Fact]
    public void Numbers_of_memory_cells_may_be_any()
    {
        var pickle = new ForgedPickle().Start().Op('N');
        foreach (var index in new[] { 0, 5, 1_000_000, int.MaxValue, -1, 1 })
            pickle.Put(index);
        Assert.Empty(_folder.Reads(ForgedZip.Torch(pickle.Stop())));
    }

    [Fact]
    public void A_long_text_within_a_long_pickle_is_read_whole()
    {
        // Longer than what is read at a time, and across its border.
        var text = string.Concat(Enumerable.Range(0, 60_000).Select(i => (char)('a' + i % 26)));
        var pickle = new ForgedPickle().Start().Op('}').Op('(');
        for (var i = 0; i < 5; i++)
            pickle.Text($"{i}{text}").Tensor();
        Assert.Equal(5, _folder.Reads(ForgedZip.Torch(pickle.Op('u').Stop(), Floats)).Count(line => line.Contains(text, StringComparison.Ordinal)));
    }

    [Fact]
    public void Many_honest_values_are_read()
    {
        // A vocabulary as language models carry it.
        var pickle = new ForgedPickle().Start().Op('}').Text("vocabulary").Op('}').Op('(');
        for (var i = 0; i < 100_000; i++)
            pickle.Text($"word {i}").Put(i).Number(i);
        using var checkpoint = Checkpoint.Open(_folder.Write("words.pth", ForgedZip.Torch(pickle.Op('u').Op('s').Stop())));
        Assert.Equal(100_000, checkpoint.Values.Count);
        Assert.Equal(70_000L, checkpoint.Values["vocabulary.word 70000"]);
    }

    [Fact]
    public void Many_honest_tensors_are_read()
    {
        var pickle = new ForgedPickle().Start().Op('}').Op('(');
        for (var i = 0; i < 10_000; i++)
            pickle.Text($"layer{i}.weight").Tensor(key: $"{i}");
        var entries = Enumerable.Range(0, 10_000).Select(i => new ForgedEntry($"a/data/{i}", Floats));
        Assert.Equal(10_000, _folder.Reads(ForgedZip.Build([new("a/data.pkl", pickle.Op('u').Stop()), .. entries])).Count);
    }

    [Fact]
    public void Values_in_the_root_and_the_root_itself_have_names()
    {
        using var single = Checkpoint.Open(_folder.Write("single.pth", ForgedZip.Torch(new ForgedPickle().Start().Number(5).Stop())));
        Assert.Equal(5L, single.Values[""]);
        using var none = Checkpoint.Open(_folder.Write("none.pth", ForgedZip.Torch(new ForgedPickle().Start().Op('}').Op('N').Number(6).Op('s').Stop())));
        Assert.Equal(6L, none.Values["None"]);
    }
}
