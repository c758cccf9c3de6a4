namespace Freeze.Models;

/// <summary>Receiver of freeze notifications, such as an optimizer, which drops the state of parameters when they are frozen.</summary>
public interface IFreezeListener
{
    /// <summary>Called when parameters become frozen.</summary>
    /// <param name="names">Their full dotted names.</param>
    void OnFrozen(IReadOnlyList<string> names);
}
