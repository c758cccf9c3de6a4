namespace Freeze.WeightFiles.Reading;

/// <summary>
/// Bounds what reading a file's tables may cost. A hostile file makes a few bytes stand for many objects; an honest one stays far
/// below these limits, which grow with the file.
/// </summary>
internal sealed class ReadingBudget
{
    /// <summary>About what one tensor's entry takes beside its name, in bytes.</summary>
    public const long TensorCost = 500;

    // A file can claim a length that takes no room on the disk; what its length earns therefore ends somewhere.
    private const long MostForSmall = 16L << 20, MostForTables = 512L << 20, MostForContent = 1L << 40;

    private const long Floor = 34 << 20;

    private readonly string _path;
    private long _length;
    private long _memory = Floor;
    private long _content = 12 << 20;
    private long _copies = 32 << 20;
    private long _work = 384 << 20;

    /// <param name="file">The file that is read.</param>
    public ReadingBudget(WeightFile file)
    {
        _path = file.Path;
        Grow(file);
    }

    /// <summary>Adds what another file earns that is read together with the first.</summary>
    public void Grow(WeightFile file)
    {
        _length += file.Length;
        // Files of nothing but small tensors or a long vocabulary become objects of eight times their size.
        _memory += 8 * Math.Min(file.Length, MostForSmall) + Math.Min(file.Length, MostForTables) / 4;
        _work += 2 * Math.Min(file.Length, MostForTables);
        _content += 4 * Math.Min(file.Length, MostForContent);
        _copies += 16 * Math.Min(file.Length, MostForContent);
    }

    /// <summary>Takes memory for objects, before it is allocated.</summary>
    /// <exception cref="FreezeException">ModelFileUnsafe: the file asks for more than an honest one.</exception>
    public void Charge(long bytes) => Take(ref _memory, bytes, "far more data than weights need, as a file does that is meant to exhaust memory");

    /// <summary>Takes memory for long texts and arrays, which an honest file may consist of.</summary>
    /// <exception cref="FreezeException">ModelFileUnsafe: the file repeats itself.</exception>
    public void ChargeContent(long bytes) => Take(ref _content, bytes, "far more text than they hold, as a file does that is meant to exhaust memory");

    /// <summary>Takes time, in bytes looked at.</summary>
    /// <exception cref="FreezeException">ModelFileUnsafe: the file asks for more than an honest one.</exception>
    public void Work(long bytes) => Take(ref _work, bytes, "far more work than weights need, as a file does that is meant never to end");

    /// <summary>Counts what copying a tensor out would take: views of few bytes can stand for any number of elements.</summary>
    /// <exception cref="FreezeException">ModelFileUnsafe: all tensors together are far bigger than the file.</exception>
    public void Copy(long bytes) => Take(ref _copies, bytes, "tensors that would take far more memory, as expanded views do", "In Python, save the tensor before it is expanded.");

    private void Take(ref long left, long amount, string what, string? cure = null)
    {
        left -= amount;
        if (left < 0 || amount < 0)
            throw WeightFileError.Unsafe(_path, $"makes its {_length} bytes stand for {what}.", cure);
    }
}
