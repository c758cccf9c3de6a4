using Freeze.Tensors;

namespace Freeze.Data.Augmentations;

/// <summary>One way in which training varies images. It has no state: what it does follows from the random numbers alone.</summary>
internal abstract class Augmentation
{
    /// <summary>Varies an image in place.</summary>
    /// <param name="image">The image.</param>
    /// <param name="random">The sample's random numbers.</param>
    public abstract void Apply(in SampleImage image, ref SplitMix random);
}
