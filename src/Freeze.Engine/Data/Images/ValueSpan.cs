using System.Globalization;

namespace Freeze.Data.Images;

/// <summary>From where to where the values of some images go, and what that makes black and white.</summary>
internal sealed class ValueSpan
{
    private float _least = float.PositiveInfinity, _greatest = float.NegativeInfinity;

    /// <summary>Takes in the values of an image; those that are no numbers do not count.</summary>
    public void Include(ReadOnlySpan<float> values)
    {
        foreach (var value in values)
        {
            if (!float.IsFinite(value))
                continue;
            _least = Math.Min(_least, value);
            _greatest = Math.Max(_greatest, value);
        }
    }

    /// <summary>The values that become black and white.</summary>
    /// <exception cref="FreezeException">OptionInvalid: what is asked for is no range.</exception>
    public (double Black, double White) Resolve(ImageGridOptions options)
    {
        var (black, white) = Usual();
        if (options.Minimum is { } minimum)
            black = minimum;
        if (options.Maximum is { } maximum)
            white = maximum;
        // A range that was found may be empty, where all values are the same; one that was asked for must not be.
        if (options.Minimum is null && options.Maximum is null && !(white > black))
            return (black, black + 1);
        if (!(white > black) || !double.IsFinite(white - black))
        {
            throw new FreezeException(ErrorCode.OptionInvalid, "Minimum", string.Create(CultureInfo.InvariantCulture, $"Black would be {black:G6} and white {white:G6}, which is no range."),
                "Give a -Maximum above -Minimum, or leave both out.");
        }

        return (black, white);
    }

    private (double Black, double White) Usual()
    {
        // No number at all.
        if (_least > _greatest)
            return (0, 1);
        return _least < -1 || _greatest > 1 ? (_least, _greatest) : (_least >= 0 ? 0 : -1, 1);
    }
}
