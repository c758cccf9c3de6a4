namespace Freeze.Training;

/// <summary>Says which epoch is the best so far, and when it is no use to go on.</summary>
/// <param name="patience">Epochs in a row without a better one after which it is no use; null for never.</param>
internal sealed class EarlyStopping(int? patience)
{
    /// <summary>The best loss so far; infinity before the first epoch.</summary>
    public double Best { get; private set; } = double.PositiveInfinity;

    /// <summary>Epochs since the best one.</summary>
    public int Waited { get; private set; }

    /// <summary>Whether patience is at its end.</summary>
    public bool IsExhausted => Waited >= patience;

    /// <summary>Takes note of an epoch.</summary>
    /// <param name="loss">Its validation loss, or its training loss without validation data.</param>
    /// <returns>Whether it is better than all before.</returns>
    public bool IsBest(double loss)
    {
        var better = loss < Best;
        (Best, Waited) = better ? (loss, 0) : (Best, Waited + 1);
        return better;
    }
}
