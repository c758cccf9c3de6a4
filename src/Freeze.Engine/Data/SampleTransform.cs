using System.Buffers;
using Freeze.Data.Augmentations;
using Freeze.Data.Images;
using Freeze.Tensors;

namespace Freeze.Data;

/// <summary>Turns raw samples into a model's input: resizing, padding, scaling, normalising, repeating grey, augmenting, in this order.</summary>
internal sealed class SampleTransform
{
    private const int MaximumChannels = 4096;
    private readonly InputTransform _input;
    private readonly AugmentationPlan _augmentation;
    private readonly Normalization _normalization;
    private readonly ImageSizing? _sizing;
    private readonly SizingPlan? _fixedPlan;
    private readonly int _rawChannels, _rawHeight, _rawWidth, _height, _width;
    private readonly bool _isImage;

    /// <param name="path">The file, for messages.</param>
    /// <param name="raw">The shape of a raw sample.</param>
    /// <param name="input">What is to be done.</param>
    /// <param name="augment">How training varies the samples, as the user wrote it.</param>
    /// <exception cref="FreezeException">ShapeMismatch, OptionInvalid.</exception>
    public SampleTransform(string path, TensorShape raw, InputTransform input, IReadOnlyList<string>? augment = null)
    {
        (_input, RawShape, _isImage) = (input, raw, raw.Count == 3);
        (_rawChannels, _rawHeight, _rawWidth) = _isImage ? ((int)raw[0], (int)raw[1], (int)raw[2]) : (1, 1, (int)ElementCount.Of(raw));
        if (input.Padding is < 0 or > 1 << 14)
            throw new FreezeException(ErrorCode.OptionInvalid, "Padding", $"-Padding is {input.Padding}.", "Give it a number from 0 to 16,384.");
        _sizing = ImageSizing.Of(input);
        if (!_isImage && (input.Padding > 0 || input.Channels is not null || _sizing is not null || augment?.Count > 0))
            throw new FreezeException(ErrorCode.ShapeMismatch, path, $"The samples of {path} are {raw}, not images of C x H x W.", "Leave out -ImageSize, -Padding, -Channels and -Augment.");
        (_height, _width) = _sizing is null ? (_rawHeight, _rawWidth) : (_sizing.Height, _sizing.Width);
        _fixedPlan = _sizing?.Plan(_rawHeight, _rawWidth);
        Channels = input.Channels ?? _rawChannels;
        if (_isImage && Channels != _rawChannels && _rawChannels != 1)
        {
            throw new FreezeException(ErrorCode.ShapeMismatch, path, $"The images of {path} have {_rawChannels} channels, which cannot become {Channels}.",
                "Only grey images are repeated to more channels; leave out -Channels.");
        }

        if (Channels is < 1 or > MaximumChannels && _isImage && Channels != _rawChannels)
            throw new FreezeException(ErrorCode.OptionInvalid, "Channels", $"-Channels is {Channels}.", $"Give it a number from 1 to {MaximumChannels:N0}.");
        var numbers = (double)Channels * (_height + 2 * input.Padding) * (_width + 2 * input.Padding);
        if (numbers > Array.MaxLength / sizeof(float))
            throw new FreezeException(ErrorCode.ShapeMismatch, path, FormattableString.Invariant($"One input of {path} would have {numbers:N0} numbers, more than 2 GB."), "Choose a smaller -ImageSize, -Padding or -Channels.");
        _normalization = new Normalization(input, Channels);
        SampleShape = _isImage ? new TensorShape([Channels, _height + 2 * input.Padding, _width + 2 * input.Padding]) : raw;
        _augmentation = AugmentationPlan.Make(augment ?? [], _sizing, SampleShape);
    }

    /// <summary>The shape of a raw sample.</summary>
    public TensorShape RawShape { get; }

    /// <summary>The shape of an input.</summary>
    public TensorShape SampleShape { get; }

    /// <summary>Channels of an input.</summary>
    public int Channels { get; }

    /// <summary>What is done, as reports and exports keep it.</summary>
    public InputTransform Input => _input with { Channels = _isImage ? Channels : null };

    /// <summary>How training varies the samples: each operation with all its numbers.</summary>
    public IReadOnlyList<string> Augmentation => _augmentation.Description;

    /// <summary>Whether a sample takes so long that it should be made ahead of time, on other threads.</summary>
    public bool IsSlow => _sizing is not null;

    /// <summary>Bytes, channel after channel, become floats between 0 and 1.</summary>
    public void Apply(ReadOnlySpan<byte> sample, Span<float> target, SplitMix? random = null)
    {
        var plane = _rawHeight * _rawWidth;
        var plan = Plan(_rawHeight, _rawWidth, ref random);
        var sized = plan is null ? null : ArrayPool<byte>.Shared.Rent(_height * _width);
        for (var channel = 0; channel < Channels; channel++)
        {
            if (IsRepeated(channel, target))
                continue;
            var source = sample.Slice((_rawChannels == 1 ? 0 : channel) * plane, plane);
            if (plan is not null && (_rawChannels > 1 || channel == 0))
                Resampler.Resize(source[(plan.Top * _rawWidth + plan.Left)..], _rawWidth, 1, plan.Columns, plan.Rows, sized);
            Spread(sized is null ? source : sized, 1, channel, target);
        }

        if (sized is not null)
            ArrayPool<byte>.Shared.Return(sized);
        Augment(target, random, clamp: true);
    }

    /// <summary>Floats, channel after channel, are taken as they are.</summary>
    public void Apply(ReadOnlySpan<float> sample, Span<float> target, SplitMix? random = null)
    {
        var plane = _rawHeight * _rawWidth;
        var plan = Plan(_rawHeight, _rawWidth, ref random);
        var sized = plan is null ? null : ArrayPool<float>.Shared.Rent(_height * _width);
        for (var channel = 0; channel < Channels; channel++)
        {
            if (IsRepeated(channel, target))
                continue;
            var source = sample.Slice((_rawChannels == 1 ? 0 : channel) * plane, plane);
            if (plan is not null && (_rawChannels > 1 || channel == 0))
                Resampler.Resize(source[(plan.Top * _rawWidth + plan.Left)..], _rawWidth, plan.Columns, plan.Rows, sized);
            var values = sized is null ? source : sized;
            for (var y = 0; y < _height; y++)
                _normalization.Apply(channel, values.Slice(y * _width, _width), Row(target, channel, y));
            Border(channel, target);
        }

        if (sized is not null)
            ArrayPool<float>.Shared.Return(sized);
        Augment(target, random, clamp: false);
    }

    /// <summary>A decoded image, of any size where there is a wanted size.</summary>
    /// <param name="path">Its file, for messages.</param>
    /// <param name="image">The image.</param>
    /// <param name="target">Where the input goes.</param>
    /// <param name="random">For augmentation; null for none.</param>
    /// <exception cref="FreezeException">ShapeMismatch.</exception>
    public void Apply(string path, PixelImage image, Span<float> target, SplitMix? random = null)
    {
        if (_sizing is null && (image.Height != _height || image.Width != _width))
        {
            throw new FreezeException(ErrorCode.ShapeMismatch, path, $"{path} has {image.Height} x {image.Width} pixels, but the first image of the data has {_height} x {_width}.",
                "Bring all images to one size with -ImageSize.");
        }

        var plan = Plan(image.Height, image.Width, ref random);
        var sized = plan is null ? null : ArrayPool<byte>.Shared.Rent(_height * _width * image.Step);
        if (plan is not null)
            Resampler.Resize(image.Pixels[((plan.Top * image.Width + plan.Left) * image.Step)..], image.Width * image.Step, image.Step, plan.Columns, plan.Rows, sized);
        for (var channel = 0; channel < Channels; channel++)
            Spread((sized ?? image.Bytes).AsSpan(image.Channels == 1 ? 0 : channel), image.Step, channel, target);
        if (sized is not null)
            ArrayPool<byte>.Shared.Return(sized);
        Augment(target, random, clamp: true);
    }

    private SizingPlan? Plan(int height, int width, ref SplitMix? random)
    {
        if (_sizing is null)
            return null;
        if (random is { } numbers && _augmentation.ChooseWindow(_sizing, height, width, ref numbers) is { } chosen)
        {
            random = numbers;
            return chosen;
        }

        return height == _rawHeight && width == _rawWidth ? _fixedPlan : _sizing.Plan(height, width);
    }

    // Grey that is normalised alike in every channel is copied.
    private bool IsRepeated(int channel, Span<float> target)
    {
        if (channel == 0 || _rawChannels > 1 || !_normalization.IsAsFirst(channel))
            return false;
        var plane = target.Length / Channels;
        target[..plane].CopyTo(target[(channel * plane)..]);
        return true;
    }

    private void Spread(ReadOnlySpan<byte> pixels, int step, int channel, Span<float> target)
    {
        for (var y = 0; y < _height; y++)
            _normalization.Apply(channel, pixels[(y * _width * step)..], step, Row(target, channel, y));
        Border(channel, target);
    }

    private Span<float> Row(Span<float> target, int channel, int y)
    {
        var (padding, width) = (_input.Padding, _width + 2 * _input.Padding);
        return target.Slice((channel * (_height + 2 * padding) + y + padding) * width + padding, _width);
    }

    // Zeros are padded before normalising, so the border is what a black pixel becomes.
    private void Border(int channel, Span<float> target)
    {
        var padding = _input.Padding;
        if (padding == 0)
            return;
        var (height, width) = (_height + 2 * padding, _width + 2 * padding);
        var plane = target.Slice(channel * height * width, height * width);
        var black = _normalization.Black(channel);
        plane[..(padding * width)].Fill(black);
        plane[^(padding * width)..].Fill(black);
        for (var y = padding; y < height - padding; y++)
        {
            plane.Slice(y * width, padding).Fill(black);
            plane.Slice((y + 1) * width - padding, padding).Fill(black);
        }
    }

    private void Augment(Span<float> target, SplitMix? random, bool clamp)
    {
        if (random is { } numbers && _isImage)
            _augmentation.Apply(new SampleImage(target, Channels, (int)SampleShape[1], (int)SampleShape[2], _normalization, clamp), ref numbers);
    }
}
