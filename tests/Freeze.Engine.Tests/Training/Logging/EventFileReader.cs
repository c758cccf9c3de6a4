using System.Buffers.Binary;
using Google.Protobuf;
using Tensorboard;
using Xunit;

namespace Freeze.Tests.Training.Logging;

/// <summary>Reads event files by other means than they were written: TorchSharp's own message classes, and a checksum computed bit by bit.</summary>
internal static class EventFileReader
{
    /// <summary>The records of a file, every checksum of which is right.</summary>
    public static IReadOnlyList<Event> Read(string path)
    {
        var bytes = File.ReadAllBytes(path).AsSpan();
        var events = new List<Event>();
        while (bytes.Length > 0)
        {
            var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            Assert.Equal(Masked(bytes[..8]), BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]));
            Assert.Equal(Masked(bytes.Slice(12, length)), BinaryPrimitives.ReadUInt32LittleEndian(bytes[(12 + length)..]));
            // These classes are older than the parser that takes bytes.
            using var message = new CodedInputStream(bytes.Slice(12, length).ToArray());
            events.Add(Event.Parser.ParseFrom(message));
            bytes = bytes[(16 + length)..];
        }

        return events;
    }

    /// <summary>The values of a tag, by step.</summary>
    public static IReadOnlyList<(long Step, float Value)> Values(IEnumerable<Event> events, string tag) =>
        [.. events.Where(entry => entry.Summary is not null).SelectMany(entry => entry.Summary.Value.Where(value => value.Tag == tag).Select(value => (entry.Step, value.SimpleValue)))];

    /// <summary>All tags of some records.</summary>
    public static IReadOnlyList<string> Tags(IEnumerable<Event> events) =>
        [.. events.Where(entry => entry.Summary is not null).SelectMany(entry => entry.Summary.Value).Select(value => value.Tag).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The event files of a folder, in the order in which TensorBoard reads them.</summary>
    public static IReadOnlyList<string> Files(string folder) => [.. Directory.EnumerateFiles(folder, "events.out.tfevents.*").Order(StringComparer.Ordinal)];

    /// <summary>CRC-32C by its polynomial, masked as the record format wants it.</summary>
    public static uint Masked(ReadOnlySpan<byte> bytes)
    {
        var remainder = uint.MaxValue;
        foreach (var value in bytes)
        {
            remainder ^= value;
            for (var bit = 0; bit < 8; bit++)
                remainder = (remainder & 1) == 1 ? remainder >> 1 ^ 0x82F63B78 : remainder >> 1;
        }

        remainder = ~remainder;
        return (remainder >> 15 | remainder << 17) + 0xa282ead8;
    }
}
