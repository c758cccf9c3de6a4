using System.Management.Automation;

namespace Freeze.Shell.Objects;

/// <summary>The errors of Add-Member.</summary>
internal static class MemberError
{
    internal static ErrorRecord For(string id, string message, object? target) =>
        new(new InvalidOperationException(message), id, ErrorCategory.InvalidOperation, target) { ErrorDetails = new ErrorDetails(message) };
}
