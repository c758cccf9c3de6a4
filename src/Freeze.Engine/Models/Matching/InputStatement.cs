using System.Collections;
using System.Globalization;
using Freeze.Data;
using Freeze.Tensors;

namespace Freeze.Models.Matching;

/// <summary>Reads how images become a model's input from a user's hashtable.</summary>
/// <param name="entries">Values by key; letter case does not matter.</param>
internal sealed class InputStatement(IReadOnlyDictionary<string, object?> entries)
{
    private const string Example = "@{ Size = 224; Mean = 0.485, 0.456, 0.406; StandardDeviation = 0.229, 0.224, 0.225 }";

    // ImageSize is what Import-TorchDataset calls it.
    private static readonly string[] Keys = ["Size", "ImageSize", "ResizeSize", "Channels", "Padding", "Mean", "StandardDeviation"];

    /// <summary>The input and its shape. What is not stated stays as the model has it.</summary>
    /// <param name="model">The model.</param>
    /// <exception cref="FreezeException">OptionInvalid: an unknown key, or a value that cannot be. ShapeMismatch: the model takes other inputs.</exception>
    public (InputTransform Input, TensorShape Shape) Read(TorchModel model)
    {
        foreach (var key in entries.Keys.Where(key => !Keys.Contains(key, StringComparer.OrdinalIgnoreCase)))
            throw Invalid($"There is no key '{key}'.{NearestNames.Suggest(key, Keys)}",
                $"The keys are {string.Join(", ", Keys.Where(known => known != "ImageSize"))}.");
        if (entries.ContainsKey("Size") && entries.ContainsKey("ImageSize"))
            throw Invalid("Size and ImageSize are the same, and both are given.", "Give one of them.");
        if (model.SampleShape is { Count: not 3 } other)
            throw new FreezeException(ErrorCode.ShapeMismatch, model.Name, $"{model.Name} takes samples of {other}, not images.", "Give -Input a data set.");
        var before = model.Input ?? new InputTransform();
        var padding = Whole("Padding", 0, 1 << 14) ?? before.Padding;
        var size = Sizes() ?? (before.ImageSize.Count > 0 ? before.ImageSize : Inner(model.SampleShape, padding));
        if (size is not [> 0, ..])
            throw Invalid("The size of the images is not known.", $"Give Size, as in {Example}.");
        var input = before with
        {
            ImageSize = size,
            ResizeSize = entries.ContainsKey("ResizeSize") ? Whole("ResizeSize", 1, 1 << 14) : Sizes() is null ? before.ResizeSize : null,
            Channels = Whole("Channels", 1, 4096) ?? before.Channels ?? (int?)model.SampleShape?[0] ?? 3,
            Padding = padding,
            Mean = Numbers("Mean") ?? before.Mean,
            StandardDeviation = Numbers("StandardDeviation") ?? before.StandardDeviation,
        };
        var (channels, height, width) = (input.Channels.Value, size[0], size[^1]);
        // It refuses what cannot be, and knows the shape.
        return (input, new SampleTransform(model.Name, new TensorShape([channels, height, width]), input).SampleShape);
    }

    private static int[]? Inner(TensorShape? shape, int padding) => shape is null ? null
        : shape[1] == shape[2] ? [(int)shape[1] - 2 * padding] : [(int)shape[1] - 2 * padding, (int)shape[2] - 2 * padding];

    private int[]? Sizes()
    {
        var key = entries.ContainsKey("ImageSize") ? "ImageSize" : "Size";
        return Stated(key) is not { } value ? null
            : value is IList { Count: 1 or 2 } list ? [.. list.Cast<object?>().Select(item => Whole(key, item, 1, 1 << 14))]
            : [Whole(key, value, 1, 1 << 14)];
    }

    private int? Whole(string key, int least, int most) => Stated(key) is { } value ? Whole(key, value, least, most) : null;

    private static int Whole(string key, object? value, int least, int most) =>
        Number(key, value) is var number && number >= least && number <= most && number == Math.Floor(number) ? (int)number
            : throw Invalid($"{key} is {value}.", FormattableString.Invariant($"Give it a whole number from {least} to {most:N0}."));

    private double[]? Numbers(string key) => Stated(key) is not { } value ? null
        : value is IList list ? [.. list.Cast<object?>().Select(item => Number(key, item))] : [Number(key, value)];

    private static double Number(string key, object? value) => value is not null and not string and not bool and IConvertible number
        ? Convert.ToDouble(number, CultureInfo.InvariantCulture)
        : throw Invalid($"{key} is {value ?? "nothing"}.", $"Give numbers, as in {Example}.");

    private object? Stated(string key) => entries.GetValueOrDefault(key);

    private static FreezeException Invalid(string message, string cure) => new(ErrorCode.OptionInvalid, "Input", $"-Input cannot be used: {message}", cure);
}
