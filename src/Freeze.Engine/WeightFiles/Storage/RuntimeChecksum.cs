using System.Runtime.InteropServices;

namespace Freeze.WeightFiles.Storage;

/// <summary>
/// The CRC-32 inside .NET's own compression library: zlib-ng since .NET 9, four times as fast as 128-bit carry-less products where the
/// processor has 512-bit ones, which this project's target framework cannot name. Undocumented, so it is tried out before it is used.
/// </summary>
internal static unsafe partial class RuntimeChecksum
{
    /// <summary>Whether it is there, is the fast one, and computes CRC-32.</summary>
    public static bool IsUsable { get; } = Environment.Version.Major >= 9 && Try();

    /// <summary>The checksum of earlier bytes and these.</summary>
    /// <param name="checksum">Of the earlier bytes; 0 for none.</param>
    /// <param name="bytes">What follows them.</param>
    public static uint Append(uint checksum, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
            return start is null ? checksum : Compute(checksum, start, bytes.Length);
    }

    private static bool Try()
    {
        try
        {
            return Append(0, "123456789"u8) == 0xcbf43926;
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            return false;
        }
    }

    [LibraryImport("libSystem.IO.Compression.Native", EntryPoint = "CompressionNative_Crc32")]
    private static partial uint Compute(uint checksum, byte* bytes, int length);
}
