using System.Text.RegularExpressions;
using Xunit;

namespace Freeze.Tests.Architecture;

/// <summary>The written documentation: every file, folder and member that it names is there.</summary>
public sealed partial class DocumentationTests
{
    private static readonly string Root = LibtorchForTests.RepositoryRoot;

    private static readonly Lazy<IReadOnlyList<(string Name, string Text)>> Sources = new(() =>
        [.. new[] { "src", "tools", "tests" }.SelectMany(SourceFiles).Select(path => (Path.GetFileNameWithoutExtension(path), File.ReadAllText(path)))]);

    /// <summary>README.md and everything below docs/, from the root of the repository.</summary>
    public static TheoryData<string> Pages => [.. Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories)
        .Append(Path.Combine(Root, "README.md")).Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    [Fact]
    public void The_pages_are_found()
    {
        var pages = Pages.Select(row => row.Data).ToList();
        Assert.Superset(new HashSet<string> { "README.md", "docs/ARCHITECTURE.md", "docs/CONTRIBUTING.md", "docs/decisions/README.md" }, pages.ToHashSet());
        Assert.All(["docs/ARCHITECTURE.md", "docs/CONTRIBUTING.md"], page => Assert.NotEmpty(Paths(Text(page))));
        Assert.NotEmpty(Members(Text("docs/ARCHITECTURE.md")));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_relative_link_leads_somewhere(string page) =>
        Assert.Equal([], Links(Text(page)).Where(link => !Exists(Path.GetDirectoryName(page)!, link)));

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_path_in_backticks_exists(string page) => Assert.Equal([], Paths(Text(page)).Where(path => !Exists("", path)));

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_member_in_backticks_is_in_its_type(string page) => Assert.Equal([], Members(Text(page)).Where(member => !IsMember(member)));

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_page_below_docs_can_be_reached(string page)
    {
        if (page is "README.md")
            return;
        var reached = new[] { "README.md" }.Concat(Pages.Select(row => row.Data)).Where(from => from != page)
            .SelectMany(from => Links(Text(from)).Select(link => Path.GetFullPath(Path.Combine(Root, Path.GetDirectoryName(from)!, link))));
        Assert.Contains(Path.GetFullPath(Path.Combine(Root, page)), reached);
    }

    [Fact]
    public void The_drawing_has_every_room()
    {
        var drawing = Text("docs/ARCHITECTURE.md").Split("## ").Single(part => part.StartsWith("Floors", StringComparison.Ordinal));
        var rooms = FloorPlan.Floors.SelectMany(floor => floor).Where(folder => !folder.Contains('/'));
        Assert.All(rooms.Append("WeightFiles"), room => Assert.Matches($@"(?m)^    (\w+ \| )?{room}\b", drawing));
    }

    [Fact]
    public void What_is_not_there_is_found_out()
    {
        const string text = "[a](gone.md) [b](https://example.org/x.md) [c](#here) "
            + "`src/Gone.cs` `src/Gone` `x/gone.ps1` `y/*.md` `FloorPlan.Gone` `GoneType.Any` `Freeze.Shell`";
        Assert.Equal(["gone.md"], Links(text));
        Assert.Equal(["src/Gone.cs", "src/Gone", "x/gone.ps1"], Paths(text));
        Assert.Equal(["FloorPlan.Gone", "GoneType.Any"], Members(text));
        Assert.DoesNotContain(Paths(text), path => Exists("", path));
        Assert.DoesNotContain(Members(text), IsMember);
        Assert.True(IsMember("FloorPlan.Allows"));
    }

    private static IEnumerable<string> Links(string text) => Link().Matches(text).Select(match => match.Groups[1].Value.Split('#')[0])
        .Where(target => target.Length > 0 && !target.Contains(':', StringComparison.Ordinal));

    // A path has a slash, and the ending of a file of this repository or one of its folders in front.
    private static IEnumerable<string> Paths(string text) => Ticked(text).Where(name => FilePath().IsMatch(name));

    private static IEnumerable<string> Members(string text) => Ticked(text)
        .Where(name => Member().IsMatch(name) && !name.StartsWith("Freeze.", StringComparison.Ordinal));

    private static IEnumerable<string> Ticked(string text) => Backticks().Matches(text).Select(match => match.Groups[1].Value);

    private static bool Exists(string folder, string path) => Path.Exists(Path.Combine(Root, folder, path));

    // A type lies in the file of its name, or beside others; there the member's name must stand as a word.
    private static bool IsMember(string member)
    {
        var (type, name) = (member.Split('.')[0], member.Split('.')[1]);
        var own = Sources.Value.Where(file => file.Name == type).ToList();
        var texts = own.Count > 0 ? own : Sources.Value.Where(file => Regex.IsMatch(file.Text, $@"\b(class|record|struct|enum|interface) {type}\b"));
        return texts.Any(file => Regex.IsMatch(file.Text, $@"\b{name}\b"));
    }

    private static string Text(string page) => File.ReadAllText(Path.Combine(Root, page));

    private static IEnumerable<string> SourceFiles(string area) => Directory.EnumerateFiles(Path.Combine(Root, area), "*.cs", SearchOption.AllDirectories)
        .Where(path => !Path.GetRelativePath(Root, path).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"));

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex Backticks();

    [GeneratedRegex(@"^(?:(?:src|tests|tools|docs|benchmarks)/[\w./-]*|[\w.-]+/[\w./-]*\.(?:cs|csproj|md|ps1|psm1|psd1|ps1xml|py|txt|props|slnf|json))$")]
    private static partial Regex FilePath();

    [GeneratedRegex(@"^[A-Z]\w+\.[A-Z]\w+$")]
    private static partial Regex Member();
}
