namespace Freeze.Training;

/// <summary>Samples whose class weight is above 0: the others count as nothing.</summary>
internal static class CountedSamples
{
    /// <summary>Refuses data of which no sample counts, whose mean loss would be one of nothing.</summary>
    /// <param name="data">The data.</param>
    /// <param name="loss">The loss, which has the class weights.</param>
    /// <exception cref="FreezeException">OptionInvalid.</exception>
    public static void Require(TorchDataset data, LossFunction loss)
    {
        if (loss.ClassWeight is not { } weights || data.Labels is not { } labels)
            return;
        if (labels.Any(label => label < 0 || label >= weights.Count || weights[label] > 0))
            return;
        throw new FreezeException(ErrorCode.OptionInvalid, "ClassWeight",
            $"-ClassWeight gives every sample of {data.Source} the weight 0, so that none of them counts.",
            "Give a class that the data has a weight above 0.");
    }
}
