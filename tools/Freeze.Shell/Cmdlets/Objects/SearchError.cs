using System.Management.Automation;

namespace Freeze.Shell.Objects;

/// <summary>The errors of Select-String.</summary>
internal static class SearchError
{
    internal static ErrorRecord For(string message, string id, Exception? inner) =>
        new(new ArgumentException(message, inner), id, ErrorCategory.InvalidArgument, null);
}
