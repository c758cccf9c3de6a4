using Freeze.Data;
using Freeze.Data.Tables;
using Xunit;

namespace Freeze.Tests.Data.Tables;

/// <summary>A field is a number as it stands, or the data is refused with its place.</summary>
public sealed class FieldTextTests
{
    [Theory]
    [InlineData("2", 2f)]
    [InlineData("+2.5e-1", 0.25f)]
    [InlineData(" \t2\u00a0", 2f)]
    [InlineData("-.5", -0.5f)]
    public void Numbers_are_read(string field, float expected)
    {
        using var folder = new DataFolder();
        Assert.Equal([expected], DataFolder.Values(DatasetReader.Open(folder.Write("x.csv", $"a;label\n{field};1\n"), new DatasetOptions())));
    }

    [Theory]
    [InlineData("2\0", "'2\\0'")]
    [InlineData("2\0\0", "'2\\0\\0'")]
    [InlineData("\u00002", "'\\02'")]
    [InlineData("1,5", "'1,5'")]
    [InlineData("1.000,5", "'1.000,5'")]
    [InlineData("1 000", "'1 000'")]
    [InlineData("0x1F", "'0x1F'")]
    [InlineData("1e", "'1e'")]
    [InlineData("Infinity", "'Infinity'")]
    [InlineData("-inf", "'-inf'")]
    [InlineData("1e39", "'1e39'")]
    [InlineData("2f", "'2f'")]
    [InlineData("(2)", "'(2)'")]
    [InlineData("$2", "'$2'")]
    [InlineData("2\u0001", "'2\\u0001'")]
    public void Anything_else_is_named_with_its_place(string field, string shown)
    {
        using var folder = new DataFolder();
        var message = DataFolder.Fails(ErrorCode.DatasetInvalid, folder.Write("x.csv", $"a;b;label\n1;2;0\n3;{field};1\n")).Message;
        Assert.Contains($"line 3 has {shown} in column 1 (b)", message);
    }

    [Theory]
    [InlineData("a;label\n1;0\n2;1\0\n", "line 3 has '1\\0' in column 1 (label)")]
    [InlineData("a;label\n1;x\n2;y\0\n", "line 3 has 'y\\0' in column 1 (label)")]
    [InlineData("a\0;label\n1;x\n", "line 1 names a column 'a\\0'")]
    public void Labels_and_names_are_text_too(string content, string says)
    {
        using var folder = new DataFolder();
        Assert.Contains(says, DataFolder.Fails(ErrorCode.DatasetInvalid, folder.Write("x.csv", content)).Message);
    }

    [Fact]
    public void Rows_from_the_pipeline_are_held_to_the_same()
    {
        foreach (var row in (object[][])[["2\0", "x"], ["2", "x\0"], ["1,5", "x"]])
        {
            var error = Assert.Throws<FreezeException>(() => new ObjectTable("kind").Add(["a", "kind"], row));
            Assert.Equal(ErrorCode.DatasetInvalid, error.Code);
            Assert.Contains("sample 1 has '", error.Message);
        }
    }
}
