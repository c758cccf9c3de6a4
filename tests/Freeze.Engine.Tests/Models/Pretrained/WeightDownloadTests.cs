using System.Security.Cryptography;
using Freeze.Models.Pretrained;
using Freeze.Networks;
using Xunit;

namespace Freeze.Tests.Models.Pretrained;

public sealed class WeightDownloadTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"freeze-{Guid.NewGuid():N}");
    private readonly byte[] _content = [.. Enumerable.Range(0, 3_000_000).Select(i => (byte)(i * 7 ^ i >> 9))];

    private string Name => $"net-{Convert.ToHexString(SHA256.HashData(_content))[..8].ToLowerInvariant()}.pth";

    public void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_file_is_brought_once_and_reports_how_far_it_is()
    {
        using var server = new FileServer(_content);
        var download = new WeightDownload(Name, server.Address, _folder);
        var states = download.Run(TestContext.Current.CancellationToken).ToList();
        Assert.Equal(_content, File.ReadAllBytes(download.Target));
        Assert.Equal(_content.Length, states[^1].Done);
        Assert.Equal(1, states[^1].Share);
        Assert.Empty(download.Run(TestContext.Current.CancellationToken));
        Assert.Single(server.Asked);
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_broken_connection_is_taken_up_again(bool knowsRanges)
    {
        using var server = new FileServer(_content) { KnowsRanges = knowsRanges };
        server.BreakAfter.Enqueue(1_500_000);
        var download = new WeightDownload(Name, server.Address, _folder);
        Drain(download);
        Assert.Equal(_content, File.ReadAllBytes(download.Target));
        Assert.Equal(2, server.Asked.Count);
        Assert.Equal(knowsRanges, server.Asked[1] > 0);
    }

    [Fact]
    public void A_half_file_of_an_earlier_run_is_gone_on_with()
    {
        Directory.CreateDirectory(_folder);
        File.WriteAllBytes(Path.Combine(_folder, Name + ".part"), _content[..1000]);
        using var server = new FileServer(_content);
        var download = new WeightDownload(Name, server.Address, _folder);
        Drain(download);
        Assert.Equal([1000], server.Asked);
        Assert.Equal(_content, File.ReadAllBytes(download.Target));
    }

    [Fact]
    public void A_half_file_longer_than_the_whole_is_thrown_away()
    {
        Directory.CreateDirectory(_folder);
        File.WriteAllBytes(Path.Combine(_folder, Name + ".part"), new byte[_content.Length + 5]);
        using var server = new FileServer(_content);
        var download = new WeightDownload(Name, server.Address, _folder);
        Drain(download);
        Assert.Equal(_content, File.ReadAllBytes(download.Target));
    }

    [Fact]
    public void Other_bytes_than_the_name_promises_are_refused_and_not_kept()
    {
        using var server = new FileServer(_content);
        var download = new WeightDownload("net-00000000.pth", server.Address, _folder);
        var error = Assert.Throws<FreezeException>(() => Drain(download));
        Assert.Equal(ErrorCode.DownloadFailed, error.Code);
        Assert.Contains("hash", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(download.Target));
        Assert.All(Directory.GetFiles(_folder), file => Assert.Equal(0, new FileInfo(file).Length));
    }

    [Theory]
    [InlineData(404)]
    [InlineData(503)]
    public void A_refusal_is_told(int status)
    {
        using var server = new FileServer(_content) { Status = status };
        var error = Assert.Throws<FreezeException>(() => Drain(new WeightDownload(Name, server.Address, _folder)));
        Assert.Equal(ErrorCode.DownloadFailed, error.Code);
        Assert.Contains($"{status}", error.Message, StringComparison.Ordinal);
        Assert.Single(server.Asked);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(-1000)]
    public void A_server_that_lies_about_the_length_gives_no_file(int lie)
    {
        using var server = new FileServer(_content) { Lie = lie };
        var download = new WeightDownload(Name, server.Address, _folder);
        var error = Assert.Throws<FreezeException>(() => Drain(download));
        Assert.Equal(ErrorCode.DownloadFailed, error.Code);
        Assert.False(File.Exists(download.Target));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void More_than_the_published_file_has_is_refused_and_not_kept(bool isEndless)
    {
        using var server = new FileServer(_content) { IsEndless = isEndless };
        var error = Assert.Throws<FreezeException>(() => Drain(new WeightDownload(Name, server.Address, _folder) { Limit = 2_999_999 }));
        Assert.Equal(ErrorCode.DownloadFailed, error.Code);
        Assert.Contains("2,999,999 at most", error.Message, StringComparison.Ordinal);
        Assert.All(Directory.GetFiles(_folder), file => Assert.Equal(0, new FileInfo(file).Length));
        Assert.Single(server.Asked);
        if (isEndless)
            return;
        // The first server's only connection was left in the middle.
        using var another = new FileServer(_content);
        var fits = new WeightDownload(Name, another.Address, _folder) { Limit = 3_000_000 };
        Drain(fits);
        Assert.Equal(_content, File.ReadAllBytes(fits.Target));
    }

    [Fact]
    public void A_half_file_beyond_the_limit_is_begun_anew()
    {
        Directory.CreateDirectory(_folder);
        File.WriteAllBytes(Path.Combine(_folder, Name + ".part"), new byte[3_000_001]);
        using var server = new FileServer(_content);
        Drain(new WeightDownload(Name, server.Address, _folder) { Limit = 3_000_000 });
        Assert.Equal([0], server.Asked);
    }

    [Theory]
    [InlineData("ftp://127.0.0.1/net.pth")]
    [InlineData("file:///etc/hostname")]
    [InlineData("data:,x")]
    [InlineData("gopher://127.0.0.1/x")]
    public void A_redirection_to_another_scheme_is_refused(string elsewhere)
    {
        using var server = new FileServer(_content) { Location = elsewhere };
        var download = new WeightDownload(Name, server.Address, _folder);
        var error = Assert.Throws<FreezeException>(() => Drain(download));
        Assert.Equal(ErrorCode.DownloadFailed, error.Code);
        Assert.False(File.Exists(download.Target));
    }

    [Fact]
    public void The_published_file_of_every_architecture_is_limited()
    {
        foreach (var name in ArchitectureRegistry.All.Where(row => !row.Supports.HasFlag(ArchitectureFeatures.Unclassified)).Select(row => row.Name))
            Assert.InRange(WeightCache.For(name).Limit, ArchitectureRegistry.Get(name).ParameterCount * 4, ArchitectureRegistry.Get(name).ParameterCount * 5 + (1 << 20));
        // As PyTorch's own pages state it: 44.7 MB, and 30.8.
        Assert.InRange(WeightCache.For("resnet18").Limit, 46_830_571, 60_000_000);
        Assert.InRange(WeightCache.For("densenet121").Limit, 32_342_954, 40_000_000);
    }

    [Fact]
    public void A_server_that_is_not_there_is_told()
    {
        var server = new FileServer(_content);
        var address = server.Address;
        server.Dispose();
        Assert.Equal(ErrorCode.DownloadFailed, Assert.Throws<FreezeException>(() => Drain(new WeightDownload(Name, address, _folder))).Code);
    }

    [Fact]
    public void A_silent_server_is_given_up()
    {
        var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var address = new Uri($"http://127.0.0.1:{((System.Net.IPEndPoint)listener.LocalEndpoint).Port}/");
        var error = Assert.Throws<FreezeException>(() => Drain(new WeightDownload(Name, address, _folder) { Patience = TimeSpan.FromMilliseconds(200) }));
        Assert.Equal(ErrorCode.DownloadFailed, error.Code);
        Assert.Contains("nothing came", error.Message, StringComparison.Ordinal);
        listener.Stop();
    }

    [Fact]
    public void Every_architecture_of_torchvision_has_a_published_file()
    {
        foreach (var architecture in ArchitectureRegistry.All.Where(architecture => architecture.Family != "DCGAN"))
            Assert.Matches(@"-[0-9a-f]{8,10}\.pth$", PublishedWeights.FileOf(architecture.Name));
        Assert.Equal(ErrorCode.OptionInvalid, Assert.Throws<FreezeException>(() => PublishedWeights.FileOf("dcgan_generator")).Code);
    }

    private static void Drain(WeightDownload download)
    {
        foreach (var _ in download.Run(TestContext.Current.CancellationToken))
        {
        }
    }
}
