namespace Microsoft.PowerShell.Commands;

/// <summary>The exception behind an error that Write-Error made from a message alone.</summary>
public sealed class WriteErrorException : SystemException
{
    /// <summary>An exception without a message of its own.</summary>
    public WriteErrorException()
    {
    }

    /// <summary>An exception that says what went wrong.</summary>
    /// <param name="message">What went wrong.</param>
    public WriteErrorException(string? message)
        : base(message)
    {
    }

    /// <summary>An exception with a cause.</summary>
    /// <param name="message">What went wrong.</param>
    /// <param name="innerException">The cause.</param>
    public WriteErrorException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
