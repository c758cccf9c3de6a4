namespace Freeze.Models;

/// <summary>Something that keeps state for parameters and must drop it when they are frozen, such as an optimizer.</summary>
public interface IFreezeListener
{
    /// <summary>Called when parameters become frozen.</summary>
    /// <param name="names">Their full dotted names.</param>
    void OnFrozen(IReadOnlyList<string> names);
}
