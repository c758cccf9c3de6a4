using Freeze.Tests.WeightFiles.Forgery;
using Xunit;

namespace Freeze.Tests.WeightFiles.Safetensors;

/// <summary>.safetensors files whose header lies or is no header.</summary>
public sealed class SafetensorsAttackTests : IDisposable
{
    private readonly CheckpointFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("overlap", """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12)]
    [InlineData("same bytes", """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8)]
    [InlineData("hole", """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""", 12)]
    [InlineData("backwards", """{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", 4)]
    [InlineData("beyond", """{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}""", 8)]
    [InlineData("name twice", """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"I32","shape":[1],"data_offsets":[0,4]}}""", 4)]
    [InlineData("name twice, once written otherwise", """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"\u0061":{"dtype":"I32","shape":[1],"data_offsets":[0,4]}}""", 4)]
    [InlineData("field twice", """{"a":{"dtype":"F32","dtype":"I32","shape":[1],"data_offsets":[0,4]}}""", 4)]
    [InlineData("metadata twice", """{"__metadata__":{},"__metadata__":{},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4)]
    [InlineData("nan", """{"a":{"dtype":"F32","shape":[NaN],"data_offsets":[0,4]}}""", 4)]
    [InlineData("infinity", """{"a":{"dtype":"F32","shape":[1e999],"data_offsets":[0,4]}}""", 4)]
    [InlineData("fraction", """{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", 4)]
    [InlineData("negative zero", """{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4)]
    [InlineData("beyond 64 bits", """{"a":{"dtype":"F32","shape":[18446744073709551617],"data_offsets":[0,4]}}""", 4)]
    [InlineData("product beyond 64 bits", """{"a":{"dtype":"F32","shape":[4294967296,4294967296,1],"data_offsets":[0,0]}}""", 0)]
    [InlineData("half a surrogate pair", """{"\ud800":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4)]
    [InlineData("metadata of numbers", """{"__metadata__":{"x":1},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4)]
    [InlineData("array", "[]", 0)]
    [InlineData("comment", """{/* */"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4)]
    [InlineData("cut", """{"a":{"dtype":"F32","shape":[1],""", 4)]
    public void A_header_that_is_wrong_is_refused(string what, string header, int data)
    {
        Assert.NotEmpty(what);
        _folder.Refuses(ForgedSafetensors.Build(header, data), ErrorCode.ModelFileCorrupt, name: "stranger.safetensors");
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    [InlineData(100_000_001)]
    [InlineData(3)]
    [InlineData(0)]
    public void A_header_of_another_length_is_refused(long length) =>
        _folder.Refuses([.. BitConverter.GetBytes(length), .. "{}"u8], ErrorCode.ModelFileCorrupt, name: "stranger.safetensors");

    [Fact]
    public void Bytes_that_are_no_text_are_refused() =>
        _folder.Refuses(ForgedSafetensors.Build([.. "{\""u8, 0xc3, 0x28, .. "\":1}"u8]), ErrorCode.ModelFileCorrupt, "UTF-8", "stranger.safetensors");

    [Fact]
    public void Deep_nesting_is_refused() =>
        _folder.Refuses(ForgedSafetensors.Build("{\"a\":" + new string('[', 100_000) + new string(']', 100_000) + "}"), ErrorCode.ModelFileCorrupt, name: "stranger.safetensors");

    [Fact]
    public void Deep_nesting_in_a_field_that_nobody_knows_is_refused() =>
        _folder.Refuses(ForgedSafetensors.Build("{\"a\":{\"extra\":" + new string('[', 1000) + new string(']', 1000) + "}}"), ErrorCode.ModelFileCorrupt, name: "stranger.safetensors");

    [Theory]
    [InlineData("F4")]
    [InlineData("F6_E2M3")]
    [InlineData("X99")]
    public void A_type_that_is_not_known_is_named(string type) =>
        _folder.Refuses(ForgedSafetensors.Build($$$"""{"a":{"dtype":"{{{type}}}","shape":[2],"data_offsets":[0,1]}}""", 1), ErrorCode.ModelFormatUnknown, type, "stranger.safetensors");

    [Fact]
    public void A_long_name_does_not_fill_the_message()
    {
        var error = _folder.Refuses(ForgedSafetensors.Build("{\"" + new string('n', 100_000) + "\\u0007\":{\"dtype\":1}}"), ErrorCode.ModelFileCorrupt, name: "stranger.safetensors");
        Assert.InRange(error.Message.Length, 1, 1000);
    }

    [Fact]
    public void Every_type_is_read()
    {
        (string Code, string Name, int Size)[] types =
        [
            ("BOOL", "bool", 1), ("U8", "uint8", 1), ("I8", "int8", 1), ("U16", "uint16", 2), ("I16", "int16", 2), ("U32", "uint32", 4), ("I32", "int32", 4), ("U64", "uint64", 8), ("I64", "int64", 8),
            ("F16", "float16", 2), ("BF16", "bfloat16", 2), ("F32", "float32", 4), ("F64", "float64", 8), ("F8_E4M3", "float8_e4m3fn", 1), ("F8_E5M2", "float8_e5m2", 1), ("F8_E8M0", "float8_e8m0fnu", 1), ("C64", "complex64", 8),
        ];
        foreach (var (code, name, size) in types)
            Assert.StartsWith($"a: {name}[3] ", Assert.Single(_folder.Reads(ForgedSafetensors.Build($$$"""{"a":{"dtype":"{{{code}}}","shape":[3],"data_offsets":[0,{{{3 * size}}}]}}""", 3 * size), "types.safetensors")), StringComparison.Ordinal);
    }
}
