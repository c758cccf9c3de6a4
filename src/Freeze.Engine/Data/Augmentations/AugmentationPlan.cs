using Freeze.Data.Images;
using Freeze.Tensors;

namespace Freeze.Data.Augmentations;

/// <summary>How training varies images, in order.</summary>
internal sealed class AugmentationPlan
{
    private readonly IReadOnlyList<Augmentation> _steps;
    private readonly RandomResizedCrop? _piece;
    private readonly bool _anywhere;

    private AugmentationPlan(IReadOnlyList<Augmentation> steps, RandomResizedCrop? piece, bool anywhere, IReadOnlyList<string> description) =>
        (_steps, _piece, _anywhere, Description) = (steps, piece, anywhere, description);

    /// <summary>Each operation with all its numbers.</summary>
    public IReadOnlyList<string> Description { get; }

    /// <summary>Reads operations as users write them: a name, or a name with arguments in brackets.</summary>
    /// <param name="texts">The operations.</param>
    /// <param name="sizing">How images come to their size; null where they have it.</param>
    /// <param name="shape">Of an input.</param>
    /// <exception cref="FreezeException">OptionInvalid.</exception>
    public static AugmentationPlan Make(IReadOnlyList<string> texts, ImageSizing? sizing, TensorShape shape)
    {
        var (steps, description, anywhere) = (new List<Augmentation>(), new List<string>(), false);
        RandomResizedCrop? piece = null;
        foreach (var text in texts)
        {
            var arguments = AugmentationArguments.Parse(text);
            var step = AugmentationCatalog.Make(arguments, shape, sizing?.HasRoom == true);
            description.Add(arguments.ToString());
            // Where images are resized anyway, a crop takes its pixels from the original: cutting from a resized copy would lose detail.
            if (sizing is not null && step is RandomResizedCrop resizedCrop && piece is null && !anywhere)
                piece = resizedCrop;
            else if (step is not null)
                steps.Add(step);
            else
                anywhere = piece is null;
        }

        return new AugmentationPlan(steps, piece, anywhere, description);
    }

    /// <summary>Chooses what an image is resized from; null where it is the usual.</summary>
    /// <param name="sizing">How images come to their size.</param>
    /// <param name="height">The image's rows.</param>
    /// <param name="width">Its columns.</param>
    /// <param name="random">The sample's random numbers.</param>
    public SizingPlan? ChooseWindow(ImageSizing sizing, int height, int width, ref SplitMix random) =>
        _piece is not null ? sizing.Plan(_piece.Choose(height, width, ref random)) : _anywhere ? sizing.PlanAnywhere(height, width, ref random) : null;

    /// <summary>Varies an input in place.</summary>
    /// <param name="image">The input.</param>
    /// <param name="random">The sample's random numbers.</param>
    public void Apply(SampleImage image, ref SplitMix random)
    {
        foreach (var step in _steps)
            step.Apply(image, ref random);
    }
}
