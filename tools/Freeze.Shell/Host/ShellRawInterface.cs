using System.Management.Automation.Host;

namespace Freeze.Shell.Host;

/// <summary>The console as a grid of cells, as far as a portable program knows it.</summary>
internal sealed class ShellRawInterface : PSHostRawUserInterface
{
    /// <summary>What formatting assumes where nothing is a terminal.</summary>
    private const int RedirectedWidth = 120;

    private const int RedirectedHeight = 50;

    /// <inheritdoc/>
    public override ConsoleColor ForegroundColor
    {
        get => Console.ForegroundColor;
        set => Console.ForegroundColor = value;
    }

    /// <inheritdoc/>
    public override ConsoleColor BackgroundColor
    {
        get => Console.BackgroundColor;
        set => Console.BackgroundColor = value;
    }

    /// <inheritdoc/>
    public override Coordinates CursorPosition
    {
        get => Console.IsOutputRedirected ? default : new Coordinates(Console.CursorLeft, Console.CursorTop);
        set
        {
            if (!Console.IsOutputRedirected)
                Console.SetCursorPosition(value.X, value.Y);
        }
    }

    /// <inheritdoc/>
    public override int CursorSize { get; set; } = 25;

    /// <inheritdoc/>
    public override Coordinates WindowPosition { get; set; }

    /// <inheritdoc/>
    public override Size BufferSize
    {
        get => Measure();
        set => throw Fixed();
    }

    /// <inheritdoc/>
    public override Size WindowSize
    {
        get => Measure();
        set => throw Fixed();
    }

    /// <inheritdoc/>
    public override Size MaxWindowSize => Measure();

    /// <inheritdoc/>
    public override Size MaxPhysicalWindowSize => Measure();

    /// <inheritdoc/>
    public override string WindowTitle
    {
        get => string.Empty;
        set
        {
            if (!Console.IsOutputRedirected)
                Console.Title = value;
        }
    }

    /// <inheritdoc/>
    public override bool KeyAvailable => TerminalStreams.Input && Console.KeyAvailable;

    /// <inheritdoc/>
    public override KeyInfo ReadKey(ReadKeyOptions options)
    {
        var key = Console.ReadKey(intercept: options.HasFlag(ReadKeyOptions.NoEcho));
        return new KeyInfo((int)key.Key, key.KeyChar, State(key.Modifiers), keyDown: true);
    }

    /// <inheritdoc/>
    public override void FlushInputBuffer()
    {
        while (KeyAvailable)
            Console.ReadKey(intercept: true);
    }

    /// <inheritdoc/>
    public override BufferCell[,] GetBufferContents(Rectangle rectangle) =>
        throw new NotSupportedException("A terminal does not tell what it shows.");

    /// <inheritdoc/>
    public override void SetBufferContents(Coordinates origin, BufferCell[,] contents) =>
        throw new NotSupportedException("This shell writes to its terminal in lines only.");

    /// <summary>Clears the screen, the one fill that scripts use (Clear-Host).</summary>
    public override void SetBufferContents(Rectangle rectangle, BufferCell fill)
    {
        if (!Console.IsOutputRedirected)
            Console.Clear();
    }

    /// <inheritdoc/>
    public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill) =>
        throw new NotSupportedException("This shell writes to its terminal in lines only.");

    private static Size Measure()
    {
        if (Console.IsOutputRedirected)
            return new Size(RedirectedWidth, RedirectedHeight);
        // A terminal that was never given a size reports none.
        int width = Console.WindowWidth, height = Console.WindowHeight;
        return new Size(width > 0 ? width : RedirectedWidth, height > 0 ? height : RedirectedHeight);
    }

    private static ControlKeyStates State(ConsoleModifiers modifiers)
    {
        ControlKeyStates state = 0;
        if (modifiers.HasFlag(ConsoleModifiers.Shift))
            state |= ControlKeyStates.ShiftPressed;
        if (modifiers.HasFlag(ConsoleModifiers.Control))
            state |= ControlKeyStates.LeftCtrlPressed;
        if (modifiers.HasFlag(ConsoleModifiers.Alt))
            state |= ControlKeyStates.LeftAltPressed;
        return state;
    }

    private static NotSupportedException Fixed() => new("The size of a terminal is its user's to set.");
}
