namespace Freeze.Checkpoints;

/// <summary>
/// Bounds what reading a file's tables may cost. A hostile file makes a few bytes stand for many objects; an honest one stays far
/// below these limits, which grow with the file.
/// </summary>
/// <param name="file">The file that is read.</param>
internal sealed class ReadingBudget(MappedFile file)
{
    /// <summary>About what one tensor's entry takes beside its name, in bytes.</summary>
    public const long TensorCost = 500;

    private const long Floor = 24 << 20;

    private long _memory = Floor + file.Length / 4;
    private long _copies = (32 << 20) + 16 * file.Length;
    private long _work = 16 * Floor + 16 * file.Length;

    /// <summary>Takes memory, before it is allocated.</summary>
    /// <exception cref="FreezeException">ModelFileUnsafe: the file asks for more than an honest one.</exception>
    public void Charge(long bytes)
    {
        _memory -= bytes;
        if (_memory < 0 || bytes < 0)
            throw Refusal.Unsafe(file.Path, $"makes its {file.Length} bytes stand for far more data than weights need, as a file does that is meant to exhaust memory.");
    }

    /// <summary>Takes time, in bytes looked at.</summary>
    /// <exception cref="FreezeException">ModelFileUnsafe: the file asks for more than an honest one.</exception>
    public void Work(long bytes)
    {
        _work -= bytes;
        if (_work < 0 || bytes < 0)
            throw Refusal.Unsafe(file.Path, $"makes its {file.Length} bytes stand for far more work than weights need, as a file does that is meant never to end.");
    }

    /// <summary>Counts what copying a tensor out would take: views of few bytes can stand for any number of elements.</summary>
    /// <exception cref="FreezeException">ModelFileUnsafe: all tensors together are far bigger than the file.</exception>
    public void Copy(long bytes)
    {
        _copies -= bytes;
        if (_copies < 0 || bytes < 0)
            throw Refusal.Unsafe(file.Path, $"has tensors that would take far more memory than the {file.Length} bytes of the file, as expanded views do.", "In Python, save tensor.contiguous() or the tensor before it was expanded.");
    }
}
