using System.Globalization;

namespace Freeze.Training.Logging;

/// <summary>A file of numbers over steps that TensorBoard reads. What is written stays in memory until it is flushed, so a step costs no call of the system.</summary>
internal sealed class EventFile : IDisposable
{
    private readonly MemoryStream _pending = new();
    private readonly Stream _file;

    /// <param name="file">Where it goes; disposed of with this.</param>
    internal EventFile(Stream file)
    {
        _file = file;
        Append(EventEncoding.Version(DateTimeOffset.UtcNow));
    }

    /// <summary>Creates the next file of a folder. A run that goes on writes another one: TensorBoard reads all of them, in the order of their names.</summary>
    /// <param name="folder">The folder, which exists.</param>
    /// <exception cref="IOException">It cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be created.</exception>
    public static EventFile Create(string folder)
    {
        var started = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        // Two runs may begin in one second, on several machines that share the folder.
        for (var number = 0; ; number++)
        {
            var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"events.out.tfevents.{started}.{Environment.MachineName}.{Environment.ProcessId}.{number}"));
            try
            {
                return new EventFile(new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0));
            }
            catch (IOException) when (File.Exists(path))
            {
            }
        }
    }

    /// <summary>Says that the run goes on from a step, which may stand in an earlier file already.</summary>
    public void Restart(long step) => Append(EventEncoding.Restart(DateTimeOffset.UtcNow, step));

    /// <summary>Adds some numbers of one step.</summary>
    public void Add(long step, IEnumerable<(string Tag, double Value)> scalars) => Append(EventEncoding.Scalars(DateTimeOffset.UtcNow, step, scalars));

    /// <summary>Bytes that wait to be flushed.</summary>
    public long Pending => _pending.Length;

    /// <summary>Puts everything into the file.</summary>
    /// <exception cref="IOException">It does not go; the file ends as it did before.</exception>
    public void Flush()
    {
        var before = _file.Position;
        try
        {
            _file.Write(_pending.GetBuffer(), 0, (int)_pending.Length);
            _file.Flush();
        }
        catch (IOException)
        {
            _file.SetLength(before);
            throw;
        }
        finally
        {
            _pending.SetLength(0);
        }
    }

    /// <summary>Closes the file. What has not been flushed is lost.</summary>
    public void Dispose() => _file.Dispose();

    private void Append(byte[] record) => _pending.Write(record);
}
