namespace Freeze;

/// <summary>The one exception that the engine throws on purpose: what, about what, and how to go on.</summary>
public sealed class FreezeException : Exception
{
    /// <param name="code">What went wrong.</param>
    /// <param name="subject">What it is about: a path, a layer name, a group.</param>
    /// <param name="message">One or two sentences for the person at the prompt.</param>
    /// <param name="cure">What to do about it.</param>
    /// <param name="inner">The exception behind it, if any.</param>
    public FreezeException(ErrorCode code, string? subject, string message, string cure, Exception? inner = null)
        : base(message, inner) => (Code, Subject, Cure) = (code, subject, cure);

    /// <summary>What went wrong.</summary>
    public ErrorCode Code { get; }

    /// <summary>What it is about: a path, a layer name, a group.</summary>
    public string? Subject { get; }

    /// <summary>What to do about it.</summary>
    public string Cure { get; }
}
