using System.Management.Automation;

namespace Freeze.Shell.Objects;

/// <summary>Which objects of a stream to take.</summary>
internal abstract class SelectionWindow
{
    /// <summary>Nothing that may still come will be taken.</summary>
    internal abstract bool IsComplete { get; }

    /// <summary>Hands in the next object.</summary>
    /// <returns>The object that is taken now, or nothing.</returns>
    internal abstract PSObject? Next(PSObject value);

    /// <summary>What is taken once the stream has ended.</summary>
    internal virtual IEnumerable<PSObject> Rest() => [];
}
