namespace Freeze.Models;

/// <summary>A run's hold on its model, until it is disposed of.</summary>
/// <param name="use">Who works with the model.</param>
/// <param name="outer">The run between whose epochs this one takes place; null for none.</param>
internal sealed class TrainingLock(ModelLock use, TrainingLock? outer) : IDisposable
{
    private readonly int _thread = Environment.CurrentManagedThreadId;

    /// <summary>The run between whose epochs this one takes place; null for none.</summary>
    public TrainingLock? Outer => outer;

    /// <summary>Whether the run is between two epochs, and its pipeline at work.</summary>
    public bool IsAtRest { get; set; }

    /// <summary>Whether the calling thread is the run's.</summary>
    public bool IsOnThisThread => _thread == Environment.CurrentManagedThreadId;

    /// <inheritdoc/>
    public void Dispose() => use.End(this);
}
