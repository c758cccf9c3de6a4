namespace Freeze.Training;

/// <summary>How much of an epoch is done.</summary>
internal static class EpochShare
{
    // A batch that is only evaluated has no backward pass, which takes twice the time of the forward pass.
    private const double Evaluated = 1 / 3.0;

    /// <summary>The share, 0 to 1.</summary>
    /// <param name="trained">Batches that were trained on.</param>
    /// <param name="toTrain">All of these.</param>
    /// <param name="evaluated">Batches that were evaluated.</param>
    /// <param name="toEvaluate">All of these.</param>
    public static double Of(int trained, int toTrain, int evaluated, int toEvaluate)
    {
        var whole = toTrain + toEvaluate * Evaluated;
        return whole == 0 ? 1 : (trained + evaluated * Evaluated) / whole;
    }
}
