using System.IO.Hashing;
using Freeze.WeightFiles.Storage;
using Xunit;

namespace Freeze.Tests.WeightFiles.Storage;

public sealed class RunningChecksumTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void It_is_the_crc_32_of_any_bytes_in_any_pieces(bool ofRuntime)
    {
        Assert.SkipWhen(ofRuntime && !RuntimeChecksum.IsUsable, "This .NET's compression library is not used.");
        var random = new Random(7);
        for (var round = 0; round < 2000; round++)
        {
            var bytes = new byte[random.Next(round < 1000 ? 300 : 5000)];
            random.NextBytes(bytes);
            var checksum = new RunningChecksum(ofRuntime);
            for (var done = 0; done < bytes.Length;)
            {
                var piece = random.Next(bytes.Length - done + 1);
                checksum.Append(bytes.AsSpan(done, piece));
                done += piece;
            }

            Assert.Equal(Crc32.HashToUInt32(bytes), checksum.Value);
        }
    }

    [Fact]
    public void Checksums_of_neighbours_are_joined()
    {
        var random = new Random(8);
        for (var round = 0; round < 500; round++)
        {
            var bytes = new byte[random.Next(4000)];
            random.NextBytes(bytes);
            var cut = random.Next(bytes.Length + 1);
            Assert.Equal(Crc32.HashToUInt32(bytes), JoinedChecksum.Of(RunningChecksum.Of(bytes.AsSpan(0, cut)), RunningChecksum.Of(bytes.AsSpan(cut)), bytes.Length - cut));
        }
    }
}
