namespace Freeze.Libtorch;

/// <summary>Has libtorch use only algorithms that give the same bits every time, until it is disposed of. The switch is the process's, so it stays on while any run needs it.</summary>
internal sealed class DeterministicAlgorithms : IDisposable
{
    private ContextExports? _context;

    private DeterministicAlgorithms(ContextExports context) => (_context = context).RequireDeterminism();

    /// <summary>Whether it is on now; null where this libtorch does not say.</summary>
    public static bool? IsOn => TorchLibrary.Loaded?.Exports.Context?.Determinism.IsOn;

    /// <summary>Switches it on for a while.</summary>
    /// <exception cref="FreezeException">OptionInvalid: this libtorch has no such switch within reach.</exception>
    public static DeterministicAlgorithms Begin() => new(Context());

    /// <summary>Switches it on or off for good.</summary>
    /// <exception cref="FreezeException">OptionInvalid: this libtorch has no such switch within reach.</exception>
    public static void Set(bool on) => Context().Determinism = (on, false);

    /// <inheritdoc/>
    public void Dispose()
    {
        _context?.AllowAll();
        _context = null;
    }

    private static ContextExports Context() => TorchLibrary.Loaded?.Exports.Context ?? throw new FreezeException(ErrorCode.OptionInvalid, "Deterministic",
        "This build of libtorch does not offer its deterministic algorithms.", "Leave out -Deterministic; with -Seed, processors give the same bits anyway.");
}
