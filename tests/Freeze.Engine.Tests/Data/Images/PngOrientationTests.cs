using System.Buffers.Binary;
using Freeze.Data;
using Freeze.WeightFiles.Storage;
using Xunit;

namespace Freeze.Tests.Data.Images;

public sealed class PngOrientationTests
{
    private static readonly byte[] Png = File.ReadAllBytes(Path.Combine(DataFolder.Fixtures, "images", "colour.png"));

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(4, true)]
    [InlineData(5, false)]
    [InlineData(6, true)]
    [InlineData(7, false)]
    [InlineData(8, true)]
    public void A_turned_image_is_turned_upright(ushort orientation, bool isBig)
    {
        using var folder = new DataFolder();
        var (stored, height, width) = Read(folder, Png);
        var (upright, newHeight, newWidth) = Read(folder, WithExif(Exif(orientation, isBig)));
        Assert.Equal(orientation < 5 ? (height, width) : (width, height), (newHeight, newWidth));
        for (var y = 0; y < newHeight; y++)
        {
            for (var x = 0; x < newWidth; x++)
            {
                // As the EXIF standard says where row 0 and column 0 are.
                var (fromY, fromX) = orientation switch
                {
                    1 => (y, x),
                    2 => (y, width - 1 - x),
                    3 => (height - 1 - y, width - 1 - x),
                    4 => (height - 1 - y, x),
                    5 => (x, y),
                    6 => (height - 1 - x, y),
                    7 => (height - 1 - x, width - 1 - y),
                    _ => (x, width - 1 - y),
                };
                Assert.Equal(stored[fromY * width + fromX], upright[y * newWidth + x]);
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("4D4D")]
    [InlineData("4D4D002AFFFFFFFF")]
    [InlineData("4D4D002A00000008FFFF")]
    [InlineData("49492A0008000000010012010300010000000900000000000000")]
    [InlineData("49492A00080000000100120103000100")]
    public void Damaged_EXIF_is_no_reason_to_turn(string exif)
    {
        using var folder = new DataFolder();
        var (stored, height, width) = Read(folder, Png);
        var (read, newHeight, newWidth) = Read(folder, WithExif(Convert.FromHexString(exif)));
        Assert.Equal((height, width), (newHeight, newWidth));
        Assert.Equal(stored, read);
    }

    // One channel is enough.
    private static (float[] Values, int Height, int Width) Read(DataFolder folder, byte[] png)
    {
        folder.Write("a/1.png", png);
        var data = DatasetReader.Open(folder.Root, new DatasetOptions { Input = new InputTransform { Channels = 1 } });
        return (DataFolder.Values(data), (int)data.SampleShape[1], (int)data.SampleShape[2]);
    }

    private static byte[] Exif(ushort orientation, bool isBig) => isBig
        ? [.. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0]
        : [.. "Exif\0\0II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, (byte)orientation, 0, 0, 0, 0, 0, 0, 0];

    // Behind the header, which has 13 bytes.
    private static byte[] WithExif(byte[] exif)
    {
        const int Behind = 8 + 12 + 13;
        byte[] named = [.. "eXIf"u8, .. exif];
        var (length, checksum) = (new byte[4], new byte[4]);
        BinaryPrimitives.WriteInt32BigEndian(length, exif.Length);
        BinaryPrimitives.WriteUInt32BigEndian(checksum, RunningChecksum.Of(named));
        return [.. Png[..Behind], .. length, .. named, .. checksum, .. Png[Behind..]];
    }
}
