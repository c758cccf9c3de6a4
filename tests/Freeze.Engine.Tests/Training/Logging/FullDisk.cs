namespace Freeze.Tests.Training.Logging;

/// <summary>A stream that takes so many bytes and no more, as a disk does: what fits of a write is written.</summary>
internal sealed class FullDisk(int capacity) : MemoryStream
{
    public override void Write(byte[] buffer, int offset, int count)
    {
        var fitting = (int)Math.Min(count, capacity - Position);
        base.Write(buffer, offset, fitting);
        if (fitting < count)
            throw new IOException("No space left on device");
    }
}
