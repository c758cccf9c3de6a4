namespace Freeze.Libtorch;

/// <summary>libtorch's switches that hold for the whole process.</summary>
internal sealed unsafe class ContextExports
{
    private readonly object _gate = new();
    private readonly delegate* unmanaged<IntPtr> _context;
    private readonly delegate* unmanaged<IntPtr, byte> _isDeterministic, _warnsOnly;
    private readonly delegate* unmanaged<IntPtr, byte, byte, void> _setDeterministic;

    private ContextExports(IntPtr[] found)
    {
        _context = (delegate* unmanaged<IntPtr>)found[0];
        _isDeterministic = (delegate* unmanaged<IntPtr, byte>)found[1];
        _warnsOnly = (delegate* unmanaged<IntPtr, byte>)found[2];
        _setDeterministic = (delegate* unmanaged<IntPtr, byte, byte, void>)found[3];
    }

    private static readonly string[] Names =
    [
        "_ZN2at13globalContextEv",
        "_ZNK2at7Context23deterministicAlgorithmsEv",
        "_ZNK2at7Context31deterministicAlgorithmsWarnOnlyEv",
        "_ZN2at7Context26setDeterministicAlgorithmsEbb",
    ];

    private int _needing;
    private (bool, bool) _before;

    /// <summary>Finds all of them; null where any is missing.</summary>
    public static ContextExports? Find(NativeExports exports)
    {
        var found = new IntPtr[Names.Length];
        return Names.Select((name, i) => exports.TryFind(name, out found[i])).All(there => there) ? new ContextExports(found) : null;
    }

    /// <summary>Whether only algorithms are used that give the same bits every time; what has none throws.</summary>
    public (bool IsOn, bool WarnsOnly) Determinism
    {
        get => (_isDeterministic(_context()) != 0, _warnsOnly(_context()) != 0);
        set => _setDeterministic(_context(), value.IsOn ? (byte)1 : (byte)0, value.WarnsOnly ? (byte)1 : (byte)0);
    }

    /// <summary>Switches determinism on until as many calls of <see cref="AllowAll"/> have come.</summary>
    public void RequireDeterminism()
    {
        lock (_gate)
        {
            if (_needing++ > 0)
                return;
            _before = Determinism;
            Determinism = (true, false);
        }
    }

    /// <summary>Puts back what was before the first of those who need determinism, once the last one is done.</summary>
    public void AllowAll()
    {
        lock (_gate)
        {
            if (--_needing == 0)
                Determinism = _before;
        }
    }
}
