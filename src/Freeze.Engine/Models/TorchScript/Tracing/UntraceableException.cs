namespace Freeze.Models.TorchScript.Tracing;

/// <summary>Thrown where code does something that a trace cannot follow; never reaches a user, whose module then runs whole.</summary>
/// <param name="reason">Clause that says what, such as "it branches on its data".</param>
internal sealed class UntraceableException(string reason) : Exception(reason)
{
    /// <summary>True for an exception that says that code cannot be followed; a forged archive may have calls with arguments that no operator takes.</summary>
    public static bool Covers(Exception error) => error is UntraceableException or ArgumentException or IndexOutOfRangeException or InvalidOperationException or KeyNotFoundException or OverflowException;

    /// <summary>Clause that says why.</summary>
    public static string Reason(Exception error) => error is UntraceableException ? error.Message : "its code makes calls that are not known";
}
