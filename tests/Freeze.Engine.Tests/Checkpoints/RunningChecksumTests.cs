using System.IO.Hashing;
using Freeze.Checkpoints;
using Xunit;

namespace Freeze.Tests.Checkpoints;

public sealed class RunningChecksumTests
{
    [Fact]
    public void It_is_the_crc_32_of_any_bytes_in_any_pieces()
    {
        var random = new Random(7);
        for (var round = 0; round < 2000; round++)
        {
            var bytes = new byte[random.Next(round < 1000 ? 300 : 5000)];
            random.NextBytes(bytes);
            var checksum = new RunningChecksum();
            for (var done = 0; done < bytes.Length;)
            {
                var piece = random.Next(1, bytes.Length - done + 1);
                checksum.Append(bytes.AsSpan(done, piece));
                done += piece;
            }

            Assert.Equal(Crc32.HashToUInt32(bytes), checksum.Value);
        }
    }
}
