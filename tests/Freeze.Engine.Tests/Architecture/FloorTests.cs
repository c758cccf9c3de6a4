using Xunit;

namespace Freeze.Tests.Architecture;

/// <summary>The floors of the engine, read from its source: no file uses what lies above it.</summary>
public sealed class FloorTests
{
    private static readonly Lazy<SourceTree> Engine = new(Read);

    [Fact]
    public void The_source_resolves() => Assert.Empty(Engine.Value.Errors);

    [Fact]
    public void Every_folder_is_on_a_floor() => Assert.Equal([], Engine.Value.Folders.Where(folder => FloorPlan.FloorOf(folder) is null));

    [Fact]
    public void Every_room_of_the_plan_is_there() => Assert.Empty(FloorPlan.Floors.SelectMany(floor => floor).Except(Engine.Value.Folders));

    [Fact]
    public void Every_arrow_points_down()
    {
        Assert.NotEmpty(Engine.Value.Uses());
        var upward = Upward(Engine.Value).ToList();
        Assert.True(upward.Count == 0, string.Join(Environment.NewLine, upward));
    }

    [Theory]
    [InlineData("class Low { Freeze.High? high; }")]
    [InlineData("class Low { object high = Freeze.High.Inner.Value; }")]
    [InlineData("class Low { object high = 1.Raise(); }")]
    [InlineData("class Low { void Do(object o) { if (o is High.Inner) { } } }")]
    [InlineData("[High.Mark] class Low;")]
    [InlineData("class Low : System.Collections.Generic.List<High.Inner>;")]
    public void An_upward_edge_is_found_whatever_its_form(string low)
    {
        var source = new SourceTree([("Tensors/Low.cs", $"namespace Freeze; {low}"), ("Models/High.cs", High)]);
        Assert.Empty(source.Errors);
        Assert.Contains(Upward(source), edge => edge.StartsWith("Tensors/Low.cs uses Freeze.High", StringComparison.Ordinal) && edge.EndsWith("of Models/High.cs", StringComparison.Ordinal));
    }

    [Fact]
    public void Types_of_one_name_are_told_apart()
    {
        var source = new SourceTree([
            ("Errors/Same.cs", "namespace Freeze.Errors; class Same { internal class Inner; }"),
            ("Models/Same.cs", "namespace Freeze.Models; class Same { internal class Inner; }"),
            ("Tensors/Down.cs", "using Freeze.Errors; namespace Freeze.Tensors; class Down { Same? same; Same.Inner? inner; }"),
            ("Tensors/Up.cs", "using Freeze.Models; namespace Freeze.Tensors; class Up { Same.Inner? inner; }"),
        ]);
        Assert.Equal(["Tensors/Up.cs uses Freeze.Models.Same of Models/Same.cs", "Tensors/Up.cs uses Freeze.Models.Same.Inner of Models/Same.cs"], Upward(source).Order());
    }

    [Fact]
    public void Rooms_of_one_floor_do_not_use_each_other()
    {
        var source = new SourceTree([("Data/One.cs", "class One { Other? other; }"), ("Freezing/Other.cs", "class Other;"), ("Data/Images/Third.cs", "class Third { One? one; }")]);
        Assert.Equal(["Data/One.cs uses Other of Freezing/Other.cs"], Upward(source));
    }

    private const string High = """
        namespace Freeze;
        static class HighRaising { public static int Raise(this int value) => value; }
        class High { internal class Inner { public const int Value = 1; } internal class MarkAttribute : System.Attribute; }
        """;

    private static IEnumerable<string> Upward(SourceTree source) => source.Uses().Where(use => !use.PointsDown).Select(use => use.ToString());

    private static SourceTree Read()
    {
        var root = Path.Combine(LibtorchForTests.RepositoryRoot, "src", "Freeze.Engine");
        return new SourceTree(Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Select(path => (Path: Path.GetRelativePath(root, path).Replace('\\', '/'), Text: path))
            .Where(file => file.Path.Split('/')[0] is not ("bin" or "obj"))
            .Select(file => (file.Path, File.ReadAllText(file.Text))));
    }
}
