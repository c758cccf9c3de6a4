using System.Globalization;

namespace Freeze.Data.Augmentations;

/// <summary>The operations that training can vary images with, by torchvision's names (with or without Random) and with its defaults.</summary>
internal static class AugmentationCatalog
{
    private const double Far = 1e9;

    /// <summary>The names.</summary>
    public static IReadOnlyList<string> Names { get; } = ["HorizontalFlip", "VerticalFlip", "RandomCrop", "RandomResizedCrop", "ColorJitter", "Rotation", "RandomErasing"];

    /// <summary>Makes an operation.</summary>
    /// <param name="arguments">As the user wrote it.</param>
    /// <param name="shape">Of an input.</param>
    /// <param name="hasRoom">Whether the resized image is larger than what is cut from it.</param>
    /// <returns>The operation; null for one that only moves the window that is cut from the resized image.</returns>
    /// <exception cref="FreezeException">OptionInvalid.</exception>
    public static Augmentation? Make(AugmentationArguments arguments, TensorShape shape, bool hasRoom)
    {
        var name = arguments.Name;
        Augmentation? made = Short(name) switch
        {
            "horizontalflip" => new Flip(vertical: false, arguments.Number("p", 0.5, 0, 1)),
            "verticalflip" => new Flip(vertical: true, arguments.Number("p", 0.5, 0, 1)),
            "crop" => Crop(arguments, shape, hasRoom),
            "resizedcrop" => ResizedCrop(arguments, shape),
            "colorjitter" => Jitter(arguments),
            "rotation" => Rotation(arguments),
            "erasing" => Erasing(arguments),
            _ => throw AugmentationArguments.Invalid(name, "there is no such operation."),
        };
        arguments.RequireAllTaken();
        return made;
    }

    private static string Short(string name)
    {
        var lower = name.ToLowerInvariant();
        return lower.StartsWith("random", StringComparison.Ordinal) ? lower["random".Length..] : lower;
    }

    private static RandomCrop? Crop(AugmentationArguments arguments, TensorShape shape, bool hasRoom)
    {
        RequireSize(arguments, shape);
        var byDefault = hasRoom ? 0 : Math.Max(1, (int)Math.Min(shape[1], shape[2]) / 8);
        var padding = arguments.Whole("padding", byDefault, 0, 1 << 14);
        var fill = arguments.Number("fill", 0, 0, 1);
        return padding == 0 && hasRoom ? null : new RandomCrop(padding, fill);
    }

    private static RandomResizedCrop ResizedCrop(AugmentationArguments arguments, TensorShape shape)
    {
        RequireSize(arguments, shape);
        return new RandomResizedCrop(arguments.Pair("scale", (0.08, 1), 1e-6, 1), arguments.Pair("ratio", (3.0 / 4, 4.0 / 3), 1e-3, 1e3));
    }

    // Bare, torchvision's would change nothing, so that takes the numbers of its common recipes; what is left out beside others is left alone, as there.
    private static ColorJitter Jitter(AugmentationArguments arguments)
    {
        var (factor, hue) = arguments.IsBare ? ((0.6, 1.4), (-0.1, 0.1)) : ((1.0, 1.0), (0.0, 0.0));
        return new ColorJitter(
            arguments.Pair("brightness", factor, 0, Far, Around),
            arguments.Pair("contrast", factor, 0, Far, Around),
            arguments.Pair("saturation", factor, 0, Far, Around),
            arguments.Pair("hue", hue, -0.5, 0.5, amount => (0 - amount, amount)));
    }

    private static Rotation Rotation(AugmentationArguments arguments)
    {
        var degrees = arguments.Pair("degrees", (-15, 15), -360, 360, amount => (-amount, amount));
        var interpolation = arguments.Word("interpolation", "nearest").ToLowerInvariant();
        if (interpolation is not ("nearest" or "bilinear"))
            throw AugmentationArguments.Invalid(arguments.Name, $"interpolation is {interpolation}, not nearest or bilinear.");
        return new Rotation(degrees, interpolation == "bilinear", arguments.Number("fill", 0, 0, 1));
    }

    private static RandomErasing Erasing(AugmentationArguments arguments)
    {
        var (p, scale, ratio) = (arguments.Number("p", 0.5, 0, 1), arguments.Pair("scale", (0.02, 0.33), 0, 1), arguments.Pair("ratio", (0.3, 3.3), 1e-3, 1e3));
        var value = arguments.Word("value", "0");
        if (value.Equals("random", StringComparison.OrdinalIgnoreCase))
            return new RandomErasing(p, scale, ratio, null);
        return double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? new RandomErasing(p, scale, ratio, number)
            : throw AugmentationArguments.Invalid(arguments.Name, $"value is {value}, neither a number nor random.");
    }

    // The crop is as large as the input: a model trains on the size that it is evaluated on.
    private static void RequireSize(AugmentationArguments arguments, TensorShape shape)
    {
        var size = arguments.Pair("size", (shape[1], shape[2]), 1, 1 << 14, side => (side, side), ordered: false);
        if (size != (shape[1], shape[2]))
            throw AugmentationArguments.Invalid(arguments.Name, $"its size is {size.Low} x {size.High}, but inputs are {shape[1]} x {shape[2]}; -ImageSize sets that.");
    }

    private static (double, double) Around(double amount) => (Math.Max(0, 1 - amount), 1 + amount);
}
