using System.Globalization;

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
        }
        else if (otherShape is not null && !shape.Equals(otherShape))
        {
            Compare("shape", shape.ToString(), otherShape.ToString());
        }

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
        return differences.Count == 0 ? [] : [$"{data.Source} is prepared otherwise than {name}: {string.Join("; ", differences)}. Import-TorchDataset -Like prepares data alike."];
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

    private static double Magnitude(IReadOnlyList<double> range) => Math.Max(Math.Abs(range[0]), Math.Abs(range[1]));

    // Without the border, so that each of the two is told of by itself.
    private static string Size(InputTransform input, TensorShape shape) => $"{Text(shape[1] - 2 * input.Padding)} x {Text(shape[2] - 2 * input.Padding)}";

    private static string Resizing(InputTransform input) => input.ImageSize.Count == 2 ? "stretched" : $"cut from {Text(input.ResizeSize ?? input.ImageSize[0])}";

    private static string Range(InputTransform input) => $"{Text(input.Range[0])} to {Text(input.Range[1])}";

    private static string Numbers(IReadOnlyList<double> values, string without) =>
        values.Count == 0 ? without : string.Join(", ", (values.Distinct().Count() == 1 ? values.Take(1) : values).Select(Text));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    // As many digits as float32 has: more of them change no input.
    private static string Text(double number) => ((float)number).ToString("G6", CultureInfo.InvariantCulture);
}
