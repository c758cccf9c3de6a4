namespace Freeze.Data;

/// <summary>Turns raw samples into a model's input: padding, scaling, normalising, repeating grey.</summary>
internal sealed class SampleTransform
{
    private readonly InputTransform _input;
    private readonly float[] _scale, _shift;
    private readonly int _rawChannels, _height, _width;

    /// <param name="path">The file, for messages.</param>
    /// <param name="raw">The shape of a raw sample.</param>
    /// <param name="input">What is to be done.</param>
    /// <exception cref="FreezeException">ShapeMismatch, OptionInvalid.</exception>
    public SampleTransform(string path, TensorShape raw, InputTransform input)
    {
        (_input, RawShape) = (input, raw);
        var isImage = raw.Count == 3;
        (_rawChannels, _height, _width) = isImage ? ((int)raw[0], (int)raw[1], (int)raw[2]) : (1, 1, raw.Aggregate(1, (product, size) => product * (int)size));
        if (input.Padding < 0)
            throw new FreezeException(ErrorCode.OptionInvalid, "Padding", $"-Padding is {input.Padding}.", "Give it a number of at least 0.");
        if (!isImage && (input.Padding > 0 || input.Channels is not null))
            throw new FreezeException(ErrorCode.ShapeMismatch, path, $"The samples of {path} are {raw}, not images of C x H x W.", "Leave out -Padding and -Channels.");
        Channels = input.Channels ?? _rawChannels;
        if (isImage && Channels != _rawChannels && _rawChannels != 1)
        {
            throw new FreezeException(ErrorCode.ShapeMismatch, path, $"The images of {path} have {_rawChannels} channels, which cannot become {Channels}.",
                "Only grey images are repeated to more channels; leave out -Channels.");
        }

        var mean = PerChannel("Mean", input.Mean, 0);
        var deviation = PerChannel("StandardDeviation", input.StandardDeviation, 1);
        if (deviation.Any(value => !(value > 0)))
            throw new FreezeException(ErrorCode.OptionInvalid, "StandardDeviation", "-StandardDeviation has a value that is not above zero.", "Give the standard deviation of each channel, such as 0.353.");
        (_scale, _shift) = (Array.ConvertAll(deviation, value => (float)value), Array.ConvertAll(mean, value => (float)value));
        SampleShape = isImage ? new TensorShape([Channels, _height + 2 * input.Padding, _width + 2 * input.Padding]) : raw;
    }

    /// <summary>The shape of a raw sample.</summary>
    public TensorShape RawShape { get; }

    /// <summary>The shape of an input.</summary>
    public TensorShape SampleShape { get; }

    /// <summary>Channels of an input.</summary>
    public int Channels { get; }

    /// <summary>What is done, as reports and exports keep it.</summary>
    public InputTransform Input => _input with { Channels = RawShape.Count == 3 ? Channels : null };

    /// <summary>Bytes become floats between 0 and 1 first, then both kinds go the same way.</summary>
    public void Apply(ReadOnlySpan<byte> sample, Span<float> target) => Spread(sample, target, static value => value / 255f);

    /// <summary>Floats are taken as they are.</summary>
    public void Apply(ReadOnlySpan<float> sample, Span<float> target) => Spread(sample, target, static value => value);

    private void Spread<T>(ReadOnlySpan<T> sample, Span<float> target, Func<T, float> read)
    {
        var (padding, outHeight, outWidth) = (_input.Padding, _height + 2 * _input.Padding, _width + 2 * _input.Padding);
        for (var channel = 0; channel < Channels; channel++)
        {
            var plane = target.Slice(channel * outHeight * outWidth, outHeight * outWidth);
            var source = sample.Slice((_rawChannels == 1 ? 0 : channel) * _height * _width, _height * _width);
            var (mean, deviation) = (_shift[channel], _scale[channel]);
            // Zeros are padded before normalising, so the border is what a black pixel becomes.
            if (padding > 0)
                plane.Fill((0f - mean) / deviation);
            for (var y = 0; y < _height; y++)
            {
                var row = plane.Slice((y + padding) * outWidth + padding, _width);
                for (var x = 0; x < row.Length; x++)
                    row[x] = (read(source[y * _width + x]) - mean) / deviation;
            }
        }
    }

    private double[] PerChannel(string option, IReadOnlyList<double> values, double without)
    {
        if (values.Count > 1 && values.Count != Channels)
            throw new FreezeException(ErrorCode.OptionInvalid, option, $"-{option} has {values.Count} values for {Channels} channels.", "Give one value for all channels, or one for each.");
        return [.. Enumerable.Range(0, Channels).Select(channel => values.Count == 0 ? without : values[values.Count == 1 ? 0 : channel])];
    }
}
