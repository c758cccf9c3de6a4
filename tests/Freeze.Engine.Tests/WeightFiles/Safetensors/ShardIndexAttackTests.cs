using Freeze.Tests.WeightFiles.Forgery;
using Xunit;

namespace Freeze.Tests.WeightFiles.Safetensors;

/// <summary>Indexes of sharded checkpoints that point where they should not.</summary>
public sealed class ShardIndexAttackTests : IDisposable
{
    private static readonly byte[] Shard = ForgedSafetensors.Build("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4);
    private readonly CheckpointFolder _folder = new();
    private readonly string _inner;

    public ShardIndexAttackTests()
    {
        _inner = Directory.CreateDirectory(Path.Combine(_folder.Path, "inner")).FullName;
        _folder.Write("outside.safetensors", Shard);
        _folder.Write("inner/shard.safetensors", Shard);
        Directory.CreateDirectory(Path.Combine(_inner, "sub"));
        _folder.Write("inner/sub/shard.safetensors", Shard);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("shard.safetensors")]
    [InlineData("sub/shard.safetensors")]
    public void A_shard_beside_or_below_the_index_is_read(string shard) => Assert.Single(CheckpointFolder.ReadAll(Index(shard)));

    [Theory]
    [InlineData("../outside.safetensors")]
    [InlineData("sub/../../outside.safetensors")]
    [InlineData("sub/../shard.safetensors")]
    [InlineData("./shard.safetensors")]
    [InlineData("..\\\\outside.safetensors")]
    [InlineData("/etc/passwd")]
    [InlineData("C:shard.safetensors")]
    [InlineData("\\\\\\\\server\\\\share\\\\shard.safetensors")]
    [InlineData("sub//shard.safetensors")]
    [InlineData("shard.safetensors\\u0000")]
    [InlineData("")]
    public void A_path_out_of_the_folder_is_refused(string shard) => CheckpointFolder.Refuses(Index(shard), ErrorCode.ModelFileUnsafe, "outside its own folder");

    [Fact]
    public void A_link_out_of_the_folder_is_refused()
    {
        File.CreateSymbolicLink(Path.Combine(_inner, "link.safetensors"), "../outside.safetensors");
        CheckpointFolder.Refuses(Index("link.safetensors"), ErrorCode.ModelFileUnsafe, "link");
    }

    [Fact]
    public void A_folder_that_is_a_link_out_of_the_folder_is_refused()
    {
        Directory.CreateSymbolicLink(Path.Combine(_inner, "away"), "..");
        CheckpointFolder.Refuses(Index("away/outside.safetensors"), ErrorCode.ModelFileUnsafe, "link");
    }

    [Fact]
    public void Links_within_the_folder_are_followed()
    {
        File.CreateSymbolicLink(Path.Combine(_inner, "link.safetensors"), "sub/shard.safetensors");
        Assert.Single(CheckpointFolder.ReadAll(Index("link.safetensors")));
    }

    [Fact]
    public void Index_and_shards_that_link_into_one_folder_are_read()
    {
        // As Hugging Face's cache has them: snapshots/<revision>/* links to blobs/*.
        var (blobs, snapshot) = (Directory.CreateDirectory(Path.Combine(_folder.Path, "blobs")).FullName, Directory.CreateDirectory(Path.Combine(_folder.Path, "snapshots", "main")).FullName);
        File.Move(Index("shard.safetensors"), Path.Combine(blobs, "0123"));
        File.WriteAllBytes(Path.Combine(blobs, "4567"), Shard);
        File.CreateSymbolicLink(Path.Combine(snapshot, "model.safetensors.index.json"), "../../blobs/0123");
        File.CreateSymbolicLink(Path.Combine(snapshot, "shard.safetensors"), "../../blobs/4567");
        Assert.Single(CheckpointFolder.ReadAll(Path.Combine(snapshot, "model.safetensors.index.json")));
    }

    [Fact]
    public void An_index_of_itself_is_refused() => CheckpointFolder.Refuses(Index("model.safetensors.index.json"), ErrorCode.ModelFileUnsafe, "index of shards");

    [Fact]
    public void An_index_of_an_index_is_refused()
    {
        _folder.Write("inner/other.json", """{"weight_map":{"a":"model.safetensors.index.json"}}"""u8.ToArray());
        CheckpointFolder.Refuses(Index("other.json"), ErrorCode.ModelFileUnsafe, "index of shards");
    }

    [Theory]
    [InlineData("""{"weight_map":{"a":"shard.safetensors","a":"shard.safetensors"}}""")]
    [InlineData("""{"weight_map":{"a":"shard.safetensors"},"weight_map":{}}""")]
    [InlineData("""{"weight_map":{"a":1}}""")]
    [InlineData("""{"weight_map":{"a":null}}""")]
    [InlineData("""{"weight_map":["shard.safetensors"]}""")]
    [InlineData("""{"weight_map":{"b":"shard.safetensors"}}""")]
    [InlineData("""{"weight_map":{"a":"shard.safetensors"}} {}""")]
    [InlineData("""{"weight_map":{"\ud800":"shard.safetensors"}}""")]
    [InlineData("""{"metadata":{}}""")]
    [InlineData("""[]""")]
    public void An_index_that_is_none_is_refused(string json) => _folder.Refuses(System.Text.Encoding.UTF8.GetBytes(json), ErrorCode.ModelFileCorrupt, name: "inner/model.safetensors.index.json");

    [Fact]
    public void A_shard_that_is_a_folder_is_not_found() => CheckpointFolder.Refuses(Index("sub"), ErrorCode.ModelFileNotFound);

    [Fact]
    public void A_hostile_shard_is_refused_for_what_it_is()
    {
        _folder.Write("inner/evil.bin", ForgedZip.Torch(new ForgedPickle().Start().Global("os", "system").Stop()));
        CheckpointFolder.Refuses(Index("evil.bin"), ErrorCode.ModelFileUnsafe, "os.system");
    }

    [Fact]
    public void Refused_shards_leave_no_file_open()
    {
        CheckpointFolder.Refuses(Index("shard.safetensors", "b"), ErrorCode.ModelFileCorrupt);
        using var file = new FileStream(Path.Combine(_inner, "shard.safetensors"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Assert.True(file.CanWrite);
    }

    private string Index(string shard, string tensor = "a") =>
        _folder.Write("inner/model.safetensors.index.json", System.Text.Encoding.UTF8.GetBytes($$$"""{"weight_map":{"{{{tensor}}}":"{{{shard}}}"}}"""));
}
