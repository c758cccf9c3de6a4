using System.Runtime.InteropServices;
using Freeze.Tests.WeightFiles.Forgery;
using Freeze.WeightFiles.Reading;
using Xunit;

namespace Freeze.Tests.WeightFiles;

/// <summary>Paths that are no files, and files that change while they are read.</summary>
public sealed partial class FileAttackTests : IDisposable
{
    private const int Large = 8 << 20;
    private readonly CheckpointFolder _folder = new();

    public static TheoryData<string> Kinds => ["zip", "deflated", "strided", "legacy", "safetensors"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("not there.pth")]
    [InlineData("no folder/not there.pth")]
    [InlineData("nul\0.pth")]
    [InlineData(".")]
    public void A_path_that_is_no_file_is_not_found(string path) => CheckpointFolder.Refuses(path.Length == 0 ? path : Path.Combine(_folder.Path, path), ErrorCode.ModelFileNotFound);

    [Fact]
    public void An_empty_file_is_refused() => _folder.Refuses([], ErrorCode.ModelFileCorrupt, "empty");

    [Fact(Timeout = 10_000)]
    public async Task A_named_pipe_is_not_waited_for()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "Named pipes are files on Unix alone.");
        var path = Path.Combine(_folder.Path, "pipe.pth");
        Assert.Equal(0, MakePipe(path, 0b110_000_000));
        await Task.Run(() => CheckpointFolder.Refuses(path, ErrorCode.ModelFileNotFound), TestContext.Current.CancellationToken);
    }

    [Fact]
    public void A_device_without_end_is_refused()
    {
        Assert.SkipUnless(File.Exists("/dev/zero"), "There is no /dev/zero.");
        Assert.IsType<FreezeException>(Record.Exception(() => Checkpoint.Open("/dev/zero").Dispose()));
    }

    [Fact]
    public void Links_in_a_circle_are_not_found()
    {
        var (one, other) = (Path.Combine(_folder.Path, "one.pth"), Path.Combine(_folder.Path, "other.pth"));
        File.CreateSymbolicLink(one, other);
        File.CreateSymbolicLink(other, one);
        CheckpointFolder.Refuses(one, ErrorCode.ModelFileNotFound);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_file_cut_short_after_it_was_opened_is_refused_and_nothing_worse(string kind)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows does not let an open file be cut short here.");
        var path = _folder.Write("shrinks.pth", Make(kind));
        using var checkpoint = Checkpoint.Open(path);
        var tensor = Assert.Single(checkpoint.Tensors);
        using (var file = File.OpenWrite(path))
            file.SetLength(5000);
        // Only archives have checksums to prove.
        Action[] proof = kind is "legacy" or "safetensors" ? [] : [checkpoint.Verify];
        foreach (var read in (Action[])[() => tensor.Sha256(), () => tensor.CopyTo(new byte[tensor.Bytes]), () => tensor.CopyTo(Stream.Null), () => tensor.ToTensor().Dispose(), .. proof])
        {
            var error = Assert.Throws<FreezeException>(read);
            Assert.Equal(ErrorCode.ModelFileCorrupt, error.Code);
            Assert.Contains("another program is writing it", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_file_replaced_after_it_was_opened_stays_what_it_was(string kind)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows does not let an open file be replaced here.");
        var path = _folder.Write("stays.pth", Make(kind));
        using var checkpoint = Checkpoint.Open(path);
        var before = checkpoint.Tensors[0].Sha256();
        File.Move(_folder.Write("new.pth", [1, 2, 3]), path, overwrite: true);
        Assert.Equal(before, checkpoint.Tensors[0].Sha256());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_file_cut_anywhere_is_refused(string kind)
    {
        var bytes = Make(kind, 1 << 10);
        for (var length = 0; length < bytes.Length; length += Math.Max(1, bytes.Length / 400))
        {
            var error = Record.Exception(() => _folder.Reads(bytes[..length]));
            Assert.True(error is FreezeException { Code: ErrorCode.ModelFileCorrupt or ErrorCode.ModelFormatUnknown or ErrorCode.ModelFileUnsafe }, $"{length}: {error}");
        }
    }

    [Fact]
    public void A_length_that_takes_no_room_on_the_disk_earns_no_memory()
    {
        // Copies of one dictionary, in a file that says it has a terabyte.
        var pickle = new ForgedPickle().Start().Op('}').Op('(');
        for (var i = 0; i < 20_000; i++)
            pickle.Text($"{i}").Op('N');
        pickle.Op('u').Put(0);
        for (var i = 0; i < 20_000; i++)
            pickle.Global("collections", "OrderedDict").Get(0).Raw(0x85).Op('R');
        var path = _folder.Write("sparse.pth", [.. ForgedLegacy.Head(), .. pickle.Stop()]);
        try
        {
            using var file = File.OpenWrite(path);
            file.SetLength(1L << 40);
        }
        catch (IOException)
        {
            Assert.Skip("The file system has no files with holes.");
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        CheckpointFolder.Refuses(path, ErrorCode.ModelFileUnsafe, "exhaust memory");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 512 << 20);
    }

    [Fact]
    public void Bytes_changed_after_the_file_was_opened_do_not_pass_for_the_old_ones()
    {
        var path = _folder.Write("changes.pth", Make("zip"));
        using var checkpoint = Checkpoint.Open(path);
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.Position = Large / 2;
            file.WriteByte(1);
        }

        Assert.Contains("checksum", Assert.Throws<FreezeException>(() => checkpoint.Tensors[0].Sha256()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_closed_checkpoint_gives_no_bytes()
    {
        var checkpoint = Checkpoint.Open(_folder.Write("closed.pth", Make("strided")));
        checkpoint.Dispose();
        checkpoint.Dispose();
        Assert.Throws<ObjectDisposedException>(() => checkpoint.Tensors[0].Sha256());
    }

    private static byte[] Make(string kind, int size = Large)
    {
        var data = new byte[size];
        new Random(3).NextBytes(data);
        long count = size / 4;
        var contiguous = ForgedPickle.OneTensor(count: count, shape: [count / 2, 2], stride: [2, 1]);
        return kind switch
        {
            "zip" => ForgedZip.Torch(contiguous, data),
            "deflated" => ForgedZip.Build(new("a/data.pkl", contiguous), new("a/data/0", data) { Deflated = true }),
            "strided" => ForgedZip.Torch(ForgedPickle.OneTensor(count: count, shape: [2, count / 2], stride: [1, 2]), data),
            "legacy" => [.. ForgedLegacy.Head(), .. contiguous, .. new ForgedPickle().Start().Op(']').Text("0").Op('a').Stop(), .. BitConverter.GetBytes(count), .. data],
            _ => ForgedSafetensors.Build($$$"""{"w":{"dtype":"F32","shape":[{{{count}}}],"data_offsets":[0,{{{size}}}]}}""", data),
        };
    }

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakePipe(string path, uint mode);
}
