namespace Freeze.Training;

/// <summary>The mean of what batches have as means.</summary>
internal sealed class WeightedMean
{
    private double _sum, _weight;

    /// <summary>The mean of all so far; not a number before the first.</summary>
    public double Value => _sum / _weight;

    /// <summary>Takes in a batch.</summary>
    /// <param name="mean">Its mean.</param>
    /// <param name="weight">What it counts.</param>
    public void Add(double mean, double weight)
    {
        // The mean of nothing is no number.
        if (weight == 0)
            return;
        _sum += mean * weight;
        _weight += weight;
    }
}
