using Freeze.Tests.WeightFiles;
using Freeze.Training.Logging;
using Xunit;

namespace Freeze.Tests.Training.Logging;

/// <summary>Event files as TensorBoard reads them.</summary>
public sealed class EventFileTests
{
    [Fact]
    public void Checksums_are_those_of_the_record_format()
    {
        // The check value of CRC-32C (RFC 3720, appendix B.4) is E3069283 for these digits.
        var masked = ((0xE3069283u >> 15) | (0xE3069283u << 17)) + 0xa282ead8;
        Assert.Equal(masked, EventEncoding.MaskedChecksum("123456789"u8));
        Assert.Equal(masked, EventFileReader.Masked("123456789"u8));
    }

    [Fact]
    public void Numbers_come_back_with_step_tag_and_time()
    {
        using var folder = new CheckpointFolder();
        var before = DateTimeOffset.UtcNow.AddSeconds(-1);
        using (var file = EventFile.Create(folder.Path))
        {
            file.Restart(300);
            file.Add(300, [("loss/step", 0.1), ("rate/größe", float.NaN)]);
            file.Add(1L << 40, [(new string('x', 300), double.NegativeInfinity)]);
            file.Flush();
        }

        var path = Assert.Single(EventFileReader.Files(folder.Path));
        Assert.Matches(@"^events\.out\.tfevents\.\d{10}\..+\.\d+\.0$", Path.GetFileName(path));
        var events = EventFileReader.Read(path);
        Assert.Equal(4, events.Count);
        Assert.Equal("brain.Event:2", events[0].FileVersion);
        Assert.Equal(Tensorboard.SessionLog.Types.SessionStatus.Start, events[1].SessionLog.Status);
        Assert.Equal(300, events[1].Step);
        Assert.Equal([(300, 0.1f)], EventFileReader.Values(events, "loss/step"));
        Assert.Equal([(300, float.NaN)], EventFileReader.Values(events, "rate/größe"));
        Assert.Equal([(1L << 40, float.NegativeInfinity)], EventFileReader.Values(events, new string('x', 300)));
        foreach (var entry in events)
            Assert.InRange(DateTimeOffset.UnixEpoch.AddSeconds(entry.WallTime), before, DateTimeOffset.UtcNow.AddSeconds(1));
    }

    [Fact]
    public void What_is_flushed_is_there_while_the_file_is_open_and_the_rest_is_not()
    {
        using var folder = new CheckpointFolder();
        using var file = EventFile.Create(folder.Path);
        file.Add(1, [("a", 1)]);
        Assert.Equal(0, new FileInfo(EventFileReader.Files(folder.Path)[0]).Length);
        file.Flush();
        file.Add(2, [("a", 2)]);
        using var copy = new FileStream(EventFileReader.Files(folder.Path)[0], FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[copy.Length];
        copy.ReadExactly(bytes);
        Assert.Equal([(1, 1f)], EventFileReader.Values(EventFileReader.Read(folder.Write("copy", bytes)), "a"));
    }

    [Fact]
    public void Two_files_of_one_second_have_two_names_in_order()
    {
        using var folder = new CheckpointFolder();
        for (var i = 0; i < 5; i++)
        {
            using var file = EventFile.Create(folder.Path);
            file.Add(i, [("a", i)]);
            file.Flush();
        }

        var files = EventFileReader.Files(folder.Path);
        Assert.Equal(5, files.Count);
        Assert.Equal([0f, 1, 2, 3, 4], files.SelectMany(path => EventFileReader.Values(EventFileReader.Read(path), "a")).Select(pair => pair.Value));
    }

    [Fact]
    public void A_full_disk_leaves_whole_records()
    {
        using var disk = new FullDisk(400);
        using var file = new EventFile(disk);
        file.Add(1, [("a", 1)]);
        file.Flush();
        file.Add(2, [(new string('b', 500), 2)]);
        Assert.Throws<IOException>(file.Flush);
        using var folder = new CheckpointFolder();
        Assert.Equal(["a"], EventFileReader.Tags(EventFileReader.Read(folder.Write("whole", disk.ToArray()))));
    }
}
