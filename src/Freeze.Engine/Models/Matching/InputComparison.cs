using System.Globalization;
using Freeze.Tensors;
using static TorchSharp.torch;

namespace Freeze.Models.Matching;

/// <summary>Compares how two sides make inputs: data with a model, or with the data that it was trained on.</summary>
internal static class InputComparison
{
    // Bytes left as they are have 255 times the range of bytes that were scaled; dark pictures, or few rows of a table, have less than this.
    private const double OtherScale = 8, OtherScaleOfRows = 30;

    // Of the greatest number: values from -1 to 1 are no pictures from 0 to 1.
    private const double FarBelowZero = -0.25;

    /// <summary>Warns of data that is prepared otherwise than a model's Input says; nothing where that is not known.</summary>
    /// <param name="data">The data.</param>
    /// <param name="model">The model.</param>
    public static IReadOnlyList<string> Warnings(TorchDataset data, TorchModel model) =>
        model.Input is { } input ? Warnings(data, input, model.SampleShape, $"the input of {model.Name}") : [];

    /// <summary>Warns of data that is prepared otherwise than other data.</summary>
    /// <param name="data">The data.</param>
    /// <param name="other">The other data.</param>
    /// <param name="name">The other data, as the message calls it.</param>
    public static IReadOnlyList<string> Warnings(TorchDataset data, TorchDataset other, string name) => Warnings(data, other.Input, other.SampleShape, name);

    /// <summary>Warns of tensors of another shape or scale than a model's Input gives; nothing where that is not known.</summary>
    /// <param name="inputs">Inputs, with the sample's dimensions last.</param>
    /// <param name="model">The model.</param>
    public static IReadOnlyList<string> Warnings(Tensor inputs, TorchModel model)
    {
        if (model is not { Input: { } input, SampleShape: { } shape } || inputs.numel() == 0)
            return [];
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var differences = new List<string>();
        if (inputs.dim() >= shape.Count && !inputs.shape.AsSpan(^shape.Count..).SequenceEqual(shape.ToArray()))
            differences.Add($"samples of {new TensorShape(inputs.shape[^shape.Count..])} against {shape}");
        var values = inputs.detach().to(ScalarType.Float32);
        double[] range = [values.min().item<float>(), values.max().item<float>()];
        // A single sample may well have less than the whole range, but hardly far more.
        var scale = shape.Count == 3 ? OtherScale : OtherScaleOfRows;
        if (input.Range.Count == 2 && Normalized(input) is var known && Magnitude(range) >= Magnitude(known) * scale)
            differences.Add($"values of {Text(range[0])} to {Text(range[1])} against {Text(known[0])} to {Text(known[1])}");
        return differences.Count == 0 ? []
            : [$"The given inputs are made otherwise than those of {model.Name}: {string.Join("; ", differences)}. Tensors and numbers are taken as they are."];
    }

    /// <summary>Tells each difference: what it is in, and both sides.</summary>
    public static IReadOnlyList<string> Differences(InputTransform input, TensorShape shape, InputTransform otherInput, TensorShape? otherShape)
    {
        var isImage = shape.Count == 3;
        var differences = new List<string>();
        if (isImage && otherShape is { Count: 3 })
        {
            Compare("size", Size(input, shape), Size(otherInput, otherShape));
            if (input.ImageSize.Count > 0 && otherInput.ImageSize.Count > 0 && Size(input, shape) == Size(otherInput, otherShape))
                Compare("resizing", Resizing(input), Resizing(otherInput));
            Compare("padding", Text(input.Padding), Text(otherInput.Padding));
            Compare("channels", Text(shape[0]), Text(otherShape[0]));
            Compare("background", input.Background ?? "white", otherInput.Background ?? "white");
        }
        else if (otherShape is not null && !shape.Equals(otherShape))
        {
            Compare("shape", shape.ToString(), otherShape.ToString());
        }

        if (input.Columns.Count > 0 && otherInput.Columns.Count > 0 && !input.Columns.SequenceEqual(otherInput.Columns, StringComparer.OrdinalIgnoreCase))
            Compare("columns", Columns(input), Columns(otherInput));
        Compare("mean", Numbers(input.Mean, "0"), Numbers(otherInput.Mean, "0"));
        Compare("standard deviation", Numbers(input.StandardDeviation, "1"), Numbers(otherInput.StandardDeviation, "1"));
        if (AreOtherwise(input.Range, otherInput.Range, isImage))
            Compare("values before normalizing", Range(input), Range(otherInput));
        return differences;

        void Compare(string what, string ours, string theirs)
        {
            if (ours != theirs)
                differences.Add($"{what} {ours} against {theirs}");
        }
    }

    private static IReadOnlyList<string> Warnings(TorchDataset data, InputTransform other, TensorShape? shape, string name)
    {
        var differences = Differences(data.Input, data.SampleShape, other, shape);
        return differences.Count == 0 ? []
            : [$"{data.Source} is prepared otherwise than {name}: {string.Join("; ", differences)}. Import-TorchDataset -Like prepares data alike."];
    }

    private static bool AreOtherwise(IReadOnlyList<double> range, IReadOnlyList<double> other, bool isImage)
    {
        if (range.Count != 2 || other.Count != 2)
            return false;
        var (greatest, otherGreatest) = (Magnitude(range), Magnitude(other));
        var (more, less) = (Math.Max(greatest, otherGreatest), Math.Min(greatest, otherGreatest));
        return less > 0 && more / less >= (isImage ? OtherScale : OtherScaleOfRows)
            || isImage && range[0] < 0 != other[0] < 0 && Math.Min(range[0] / greatest, other[0] / otherGreatest) < FarBelowZero;
    }

    private static double[] Normalized(InputTransform input)
    {
        var channels = Math.Max(1, Math.Max(input.Mean.Count, input.StandardDeviation.Count));
        var bounds = Enumerable.Range(0, channels)
            .SelectMany(channel => input.Range.Select(value => (value - At(input.Mean, channel, 0)) / At(input.StandardDeviation, channel, 1))).ToList();
        return [bounds.Min(), bounds.Max()];
    }

    private static double At(IReadOnlyList<double> values, int channel, double without) =>
        values.Count == 0 ? without : values[Math.Min(channel, values.Count - 1)];

    private static double Magnitude(IReadOnlyList<double> range) => Math.Max(Math.Abs(range[0]), Math.Abs(range[1]));

    // Without the border, so that each of the two is told of by itself.
    private static string Size(InputTransform input, TensorShape shape) => $"{Text(shape[1] - 2 * input.Padding)} x {Text(shape[2] - 2 * input.Padding)}";

    private static string Resizing(InputTransform input) =>
        input.ImageSize.Count == 2 ? "stretched" : $"cut from {Text(input.ResizeSize ?? input.ImageSize[0])}";

    private static string Range(InputTransform input) => $"{Text(input.Range[0])} to {Text(input.Range[1])}";

    private static string Columns(InputTransform input) => NameList.Shorten(input.Columns, 20);

    private static string Numbers(IReadOnlyList<double> values, string without) =>
        values.Count == 0 ? without : string.Join(", ", (values.Distinct().Count() == 1 ? values.Take(1) : values).Select(Text));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    // As many digits as float32 has: more of them change no input.
    private static string Text(double number) => ((float)number).ToString("G6", CultureInfo.InvariantCulture);
}
