using Freeze.Data;
using Freeze.Data.Tables;
using Xunit;

namespace Freeze.Tests.Data;

public sealed class TableTests
{
    [Theory]
    [InlineData("a,b,label\n1,2,0\n3,4,1\n", null)]
    [InlineData("a;b;label\r\n1;2;0\r\n3;4;1", null)]
    [InlineData("label\ta\tb\n0\t1\t2\n\n1\t3\t4\n", null)]
    [InlineData("1,2,0\n3,4,1\n", "-1")]
    [InlineData("0,1,2\n1,3,4\n", "0")]
    [InlineData("\uFEFF\"a\",\"the \"\"b\"\"\",\"y, or\nnot\"\n\"1\", 2 ,\"0\"\n3,4e0,1\n", "Y, or\nNOT")]
    [InlineData("0,1,y\n1,2,0\n3,4,1\n", "y")]
    [InlineData("\"x;y;z;w\",b,label\n1,2,0\n3,4,1\n", null)]
    [InlineData("\n\na;b;label\n1;2;0\n3;4;1\n", null)]
    public void Tables_are_read(string text, string? label)
    {
        var data = Open(text, label);
        Assert.Equal([1f, 2, 3, 4], DataFolder.Values(data));
        Assert.Equal([0, 1], data.Labels!);
        Assert.Null(data.Classes);
        Assert.Equal([2L], data.SampleShape);
    }

    [Fact]
    public void Names_become_classes_in_their_order()
    {
        var data = Open("5.1,3.5,setosa\n6.2,2.9,versicolor\n5,3,setosa\n4,1,Virginica\n", "2");
        Assert.Equal(["Virginica", "setosa", "versicolor"], data.Classes!);
        Assert.Equal([1, 2, 1, 0], data.Labels!);
    }

    [Fact]
    public void Numbers_with_fractions_are_targets()
    {
        var data = Open("x,price\n1,2.5\n2,3\n", "price");
        Assert.Null(data.Labels);
        using var batch = data.ReadBatch([1, 0]);
        Assert.Equal([3f, 2.5f], batch.Labels.data<float>().ToArray());
        Assert.Equal([2L, 1], batch.Labels.shape);
    }

    [Theory]
    [InlineData("a,b,label\n1,2,0\n3,,1\n", "line 3 has no value in column 1 (b)")]
    [InlineData("a,b,label\n1,2,0\n3,\"\",1\n", "line 3 has no value in column 1 (b)")]
    [InlineData("a,b,label\n1,2,0\n3,NaN,1\n", "line 3 has no value in column 1 (b), but 'NaN'")]
    [InlineData("a,b,label\n1,2,0\n\n3,4,\n", "line 4 has no value in column 2 (label)")]
    [InlineData("a,b,label\n1,two,0\n", "line 2 has 'two' in column 1 (b), which is not a number")]
    [InlineData("a,b,label\n1,inf,0\n", "not a number")]
    [InlineData("a,b,label\n1,\"2\n\",0\n1,2\n", "line 4 has 2 fields, but the first line has 3")]
    [InlineData("1,2\n3,x\n", "line 2 has 'x' in column 1,")]
    [InlineData("a,b,label\n1,\"2,0\n", "line 2 is never closed")]
    [InlineData("a,b,label\n1,\"2\"3,0\n", "line 2 has text after a closing quote")]
    [InlineData("a,b,label\n", "no line after it")]
    [InlineData("\n\n", "empty")]
    [InlineData("label\n1\n", "no column beside the label")]
    [InlineData("label,a,Label\n1,2,1\n", "two columns named label: 0 and 2")]
    public void Faults_name_line_and_column(string text, string expected)
    {
        using var folder = new DataFolder();
        Assert.Contains(expected, DataFolder.Fails(ErrorCode.DatasetInvalid, folder.Write("t.csv", text)).Message);
    }

    [Theory]
    [InlineData("c")]
    [InlineData("3")]
    [InlineData("-4")]
    public void A_column_that_is_not_there_is_refused(string label)
    {
        using var folder = new DataFolder();
        Assert.Contains("a, b, label", DataFolder.Fails(ErrorCode.OptionInvalid, folder.Write("t.csv", "a,b,label\n1,2,0\n"), new DatasetOptions { Label = label }).Message);
    }

    [Fact]
    public void Text_that_is_no_text_is_refused()
    {
        using var folder = new DataFolder();
        DataFolder.Fails(ErrorCode.DatasetInvalid, folder.Write("t.csv", [(byte)'1', (byte)',', 0xFF, 0xFE, 0xC0, (byte)'\n']));
    }

    [Fact]
    public void Objects_make_the_same_data()
    {
        var table = new ObjectTable("kind");
        table.Add(["x", "y", "Kind"], [1, 2.5, "b"]);
        table.Add(["x", "y", "Kind"], ["3", true, "a"]);
        var data = table.Build(new DatasetOptions());
        Assert.Equal([1f, 2.5f, 3, 1], DataFolder.Values(data));
        Assert.Equal(["a", "b"], data.Classes!);
        Assert.Equal(ErrorCode.DatasetInvalid, Assert.Throws<FreezeException>(() => table.Add(["x", "Kind"], [1, "a"])).Code);
        Assert.Contains("sample 4 has no value in column 1 (y)", Assert.Throws<FreezeException>(() => table.Add(["x", "y", "Kind"], [1, null, "a"])).Message);
    }

    [Fact]
    public void Objects_are_told_by_name_and_bytes_of_arrays_are_bytes()
    {
        var named = new ObjectTable(null);
        named.Add(["x", "label", "y"], [(byte)1, "b", 2m]);
        named.Add(["Y", "x", "label"], [(Half)4, 3UL, "a"]);
        Assert.Equal([1f, 2, 3, 4], DataFolder.Values(named.Build(new DatasetOptions())));
        var bytes = new ObjectTable(null);
        bytes.Add(null, [(byte)255, (byte)51]);
        Assert.Equal([1f, 0.2f], DataFolder.Values(bytes.Build(new DatasetOptions())));
    }

    [Fact]
    public void Blocks_of_bytes_are_images_of_bytes()
    {
        var table = new ObjectTable(null);
        table.Add(null, [new byte[,] { { 0, 255 }, { 51, 102 } }]);
        var data = table.Build(new DatasetOptions { Input = new InputTransform { Mean = [0.2] } });
        Assert.Equal([1L, 2, 2], data.SampleShape);
        Assert.Equal([-0.2f, 0.8f, 0, 0.2f], DataFolder.Values(data).Select(value => MathF.Round(value, 6)));
        Assert.Contains("it is not of bytes", Assert.Throws<FreezeException>(() => table.Add(null, [new float[2, 2]])).Message);
        Assert.Equal(ErrorCode.ShapeMismatch, Assert.Throws<FreezeException>(() => table.Add(null, [new object[] { new object[] { 1, 2 }, new object[] { 3 } }])).Code);
    }

    private static TorchDataset Open(string text, string? label)
    {
        using var folder = new DataFolder();
        return DatasetReader.Open(folder.Write("t.csv", text), new DatasetOptions { Label = label });
    }
}
