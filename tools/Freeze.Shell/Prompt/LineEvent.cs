namespace Freeze.Shell.Prompt;

/// <summary>What a key meant.</summary>
internal enum LineEvent
{
    /// <summary>The line or the place in it changed, or nothing did.</summary>
    Edited,

    /// <summary>The command is to run.</summary>
    Accepted,

    /// <summary>The line was given up.</summary>
    Abandoned,

    /// <summary>The input ended.</summary>
    Ended,

    /// <summary>The screen is to be cleared.</summary>
    Cleared,
}
