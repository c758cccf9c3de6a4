using System.IO.Compression;
using System.Text;
using Freeze.Models;
using Freeze.Tests.Models.TorchScript;
using Xunit;

namespace Freeze.Tests.WeightFiles.TorchFiles;

/// <summary>A stranger's TorchScript file neither runs while it is loaded nor ends the process: libtorch's compiler would do both.</summary>
public sealed class TorchScriptGuardTests : IDisposable
{
    private const int Many = 20_000;
    private readonly CheckpointFolder _folder = new();

    public static TheoryData<string, string> Bottomless => new()
    {
        { "parentheses", new string('(', Many) + "1" + new string(')', Many) },
        { "lists", new string('[', Many) + "1" + new string(']', Many) },
        { "negations", string.Concat(Enumerable.Repeat("not ", Many)) + "True" },
        { "signs", new string('-', Many) + "1" },
        { "powers", string.Join("**", Enumerable.Repeat("1", Many)) },
        { "sums", string.Join("+", Enumerable.Repeat("1", Many)) },
        { "alternatives", string.Join(" if True else ", Enumerable.Repeat("1", Many)) },
        { "calls", string.Concat(Enumerable.Repeat("torch.neg(", Many)) + "x" + new string(')', Many) },
        { "attributes", "x" + string.Concat(Enumerable.Repeat(".T", Many)) },
        { "types", "annotate(" + string.Concat(Enumerable.Repeat("List[", Many)) + "int" + new string(']', Many) + ", [])" },
        { "parentheses over lines", string.Concat(Enumerable.Repeat("(\n", Many)) + "1" + new string(')', Many) },
        { "parentheses behind a text", "'it''s (' + " + new string('(', Many) + "1" + new string(')', Many) },
        { "blocks", "1\n" + string.Concat(Enumerable.Range(4, 600).Select(depth => new string(' ', depth) + "if True:\n")) + new string(' ', 604) + "pass" },
        { "conditions", "1\n    if True:\n      pass\n" + string.Concat(Enumerable.Repeat("    elif True:\n      pass\n", Many)) },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Bottomless))]
    public void Code_that_would_exhaust_the_stack_is_refused(string what, string expression) =>
        Refuses(ErrorCode.ModelFileUnsafe, "parser can bear", "return", $"{(what.Length > 0 ? "q" : "")} = {expression}\n    return");

    [Theory]
    [InlineData("return", "torch.save(x, \"executed-by-pickle\")\n    return", "torch.save")]
    [InlineData("return", "getattr(torch, \"save\")(x, \"executed-by-pickle\")\n    return", "torch.save")]
    [InlineData("return", "getattr(torch, \"\\163ave\")(x, \"executed-by-pickle\")\n    return", "hides it")]
    [InlineData("return", "q = torch.from_file(\"executed-by-pickle\", True, 100)\n    return", "torch.from_file")]
    [InlineData("def forward", "def __setstate__", "__setstate__")]
    public void Code_that_reaches_files_or_runs_at_loading_is_refused(string text, string instead, string saying) =>
        Refuses(ErrorCode.ModelFileUnsafe, saying, text, instead);

    // Without the trial, each of these ends the process: libtorch's exception is of a kind that its bindings do not catch.
    [Theory]
    [InlineData("return", "retrun ((", ErrorCode.ModelFileCorrupt, "cannot compile")]
    [InlineData("torch.mul(", "torch.mulx(", ErrorCode.ModelFileCorrupt, "cannot compile")]
    [InlineData("torch.mul(y, 2)", "\"a\" + 1", ErrorCode.ModelFileCorrupt, "cannot compile")]
    [InlineData("  fc : ", "  me : __torch__.Pair\n  fc : ", ErrorCode.ModelFileCorrupt, "cannot compile")]
    [InlineData("torch.mul(", "ops.torchvision.nms(", ErrorCode.ModelFormatUnknown, "torchvision::nms")]
    public void Code_that_libtorch_cannot_compile_is_an_error_and_not_the_end(string text, string instead, ErrorCode code, string saying)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.X64, "The trial is made on Linux, x64.");
        Refuses(code, saying, text, instead);
    }

    [Theory]
    [InlineData("pair/CODE/__torch__.py", "letter case")]
    [InlineData("pair/DATA.pkl", "letter case")]
    [InlineData("pair/model.json", "model.json")]
    public void Records_that_libtorch_would_take_for_others_are_refused(string name, string saying)
    {
        var path = _folder.Write("odd.pt", File.ReadAllBytes(TorchScriptFixtures.Path("pair")));
        using (var archive = ZipFile.Open(path, ZipArchiveMode.Update))
            Write(archive.CreateEntry(name, CompressionLevel.NoCompression), "x");
        Refuses(path, ErrorCode.ModelFileUnsafe, saying);
    }

    [Theory]
    [InlineData("cos\nsystem\n(tR.", ErrorCode.ModelFileUnsafe)]
    [InlineData("deep", ErrorCode.ModelFileUnsafe)]
    public void The_table_of_code_places_is_read_before_libtorch_does(string pickle, ErrorCode code)
    {
        var path = _folder.Write("debug.pt", File.ReadAllBytes(TorchScriptFixtures.Path("pair")));
        using (var archive = ZipFile.Open(path, ZipArchiveMode.Update))
            Write(archive.CreateEntry("pair/code/__torch__.py.debug_pkl", CompressionLevel.NoCompression), "\u0080\u0002" + (pickle == "deep" ? new string('(', Many) + "K\u0001" + new string('t', Many) + "." : pickle));
        Refuses(path, code, null);
    }

    [Fact]
    public void Quantised_modules_name_the_cure()
    {
        var error = Assert.Throws<FreezeException>(() => TorchScriptFixtures.Load("quantised"));
        Assert.Equal(ErrorCode.ModelFormatUnknown, error.Code);
        Assert.Contains("before it is quantised", error.Cure, StringComparison.Ordinal);
    }

    private void Refuses(ErrorCode code, string saying, string text, string instead)
    {
        var path = _folder.Write("changed.pt", File.ReadAllBytes(TorchScriptFixtures.Path("pair")));
        using (var archive = ZipFile.Open(path, ZipArchiveMode.Update))
        {
            const string name = "pair/code/__torch__.py";
            using var reader = new StreamReader(archive.GetEntry(name)!.Open());
            var source = reader.ReadToEnd();
            Assert.Contains(text, source, StringComparison.Ordinal);
            reader.Dispose();
            archive.GetEntry(name)!.Delete();
            Write(archive.CreateEntry(name, CompressionLevel.NoCompression), source.Replace(text, instead, StringComparison.Ordinal));
        }

        Refuses(path, code, saying);
        Assert.False(File.Exists("executed-by-pickle"));
    }

    private static void Refuses(string path, ErrorCode code, string? saying)
    {
        var error = Assert.Throws<FreezeException>(() => ModelImporter.FromFile(path, new ImportOptions()));
        Assert.True(error.Code == code, $"{error.Code}: {error.Message}");
        Assert.Contains(saying ?? "", error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.Cure);
    }

    private static void Write(ZipArchiveEntry entry, string text)
    {
        using var stream = entry.Open();
        stream.Write(Encoding.Latin1.GetBytes(text));
    }
}
