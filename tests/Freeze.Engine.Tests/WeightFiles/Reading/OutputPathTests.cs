using System.Diagnostics;
using Freeze.Tests.Data;
using Freeze.Training.Checkpointing;
using Freeze.Training.Logging;
using Freeze.WeightFiles.Reading;
using Freeze.WeightFiles.Writing;
using Xunit;

namespace Freeze.Tests.WeightFiles.Reading;

/// <summary>Outputs replace files, and nothing else that may be in their place.</summary>
public sealed class OutputPathTests : IDisposable
{
    private readonly DataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_link_keeps_its_target_and_stays_a_link(bool overwrite)
    {
        var target = _folder.Write("target", "mine");
        var link = Link("link", target);
        Assert.Contains($"a link to '{target}'.", Refused(link, overwrite).Message);
        Assert.Equal(("mine", target), (File.ReadAllText(target), new FileInfo(link).LinkTarget));
    }

    [Fact]
    public void A_link_that_leads_nowhere_is_named()
    {
        var link = Link("link", Path.Combine(_folder.Root, "none"));
        Assert.Contains("which is not there", Refused(link, true).Message);
        Assert.NotNull(new FileInfo(link).LinkTarget);
        Assert.Contains("which is not there", Refused(Path.Combine(link, "model.pth"), true).Message);
    }

    [Fact]
    public void A_pipe_stays_a_pipe()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has its pipes elsewhere.");
        var pipe = Path.Combine(_folder.Root, "pipe");
        using (var made = Process.Start("mkfifo", [pipe]))
            made.WaitForExit();
        Assert.Contains("a named pipe", Refused(pipe, true).Message);
        Assert.Contains("a named pipe", Refused(pipe, false).Message);
        Assert.Equal([pipe], Directory.GetFileSystemEntries(_folder.Root));
    }

    [Fact]
    public void A_device_is_told_from_a_file()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no files for devices.");
        // Not written to: were this wrong, the machine would lose it.
        Assert.Contains("a device", Assert.Throws<FreezeException>(() => OutputPath.RequireReplaceable("/dev/null")).Message);
        OutputPath.RequireReplaceable(_folder.Write("file", "x"));
        OutputPath.RequireReplaceable(Path.Combine(_folder.Root, "nothing yet"));
    }

    [Fact]
    public void Folders_that_links_lead_nowhere_for_are_named()
    {
        var link = Link("runs", Path.Combine(_folder.Root, "unmounted"));
        foreach (var path in (string[])[link, Path.Combine(link, "first")])
        {
            foreach (var open in (Action[])[() => RunFolder.Open(path, false, false).Dispose(), () => RunLog.Open(path, null, "run").Dispose(), () => OutputPath.CreateFolder(path)])
            {
                var error = Assert.Throws<FreezeException>(open);
                Assert.Equal(ErrorCode.OutputNotWritable, error.Code);
                Assert.Contains($"'{link}' is a link to", error.Message);
            }
        }

        Directory.CreateDirectory(Path.Combine(_folder.Root, "unmounted"));
        RunFolder.Open(Path.Combine(link, "first"), false, false).Dispose();
    }

    private string Link(string name, string target)
    {
        var link = Path.Combine(_folder.Root, name);
        File.CreateSymbolicLink(link, target);
        return link;
    }

    private static FreezeException Refused(string path, bool overwrite)
    {
        var error = Assert.Throws<FreezeException>(() => AtomicFile.Write(path, overwrite, stream => stream.WriteByte(1)));
        Assert.Equal(ErrorCode.OutputNotWritable, error.Code);
        return error;
    }
}
