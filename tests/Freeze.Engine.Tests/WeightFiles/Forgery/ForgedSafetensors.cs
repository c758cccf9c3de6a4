using System.Text;

namespace Freeze.Tests.WeightFiles.Forgery;

/// <summary>.safetensors files with any header.</summary>
internal static class ForgedSafetensors
{
    /// <summary>A file with this header and so many bytes of data.</summary>
    public static byte[] Build(string header, int data = 0) => Build(Encoding.UTF8.GetBytes(header), data);

    /// <summary>A file with this header and these bytes of data.</summary>
    public static byte[] Build(string header, byte[] data) => [.. Build(header), .. data];

    /// <summary>A file with this header and so many bytes of data.</summary>
    public static byte[] Build(byte[] header, int data = 0) => [.. BitConverter.GetBytes((long)header.Length), .. header, .. new byte[data]];
}
