using System.Numerics;
using System.Runtime.InteropServices;

namespace Freeze.Data;

/// <summary>Scaling and normalising, channel by channel. Bytes go through a table of their 256 outcomes.</summary>
internal sealed class Normalization
{
    private readonly float[] _mean, _deviation;
    private readonly float[][] _tables;

    /// <param name="input">With mean and standard deviation.</param>
    /// <param name="channels">Channels of an input.</param>
    /// <exception cref="FreezeException">OptionInvalid.</exception>
    public Normalization(InputTransform input, int channels)
    {
        _mean = PerChannel("Mean", input.Mean, channels, 0);
        _deviation = PerChannel("StandardDeviation", input.StandardDeviation, channels, 1);
        if (_deviation.Any(value => !(value > 0)))
            throw new FreezeException(ErrorCode.OptionInvalid, "StandardDeviation", "-StandardDeviation has a value that is not above zero.", "Give the standard deviation of each channel, such as 0.353.");
        _tables = [.. Enumerable.Range(0, channels).Select(channel => Enumerable.Range(0, 256).Select(value => (value / 255f - _mean[channel]) / _deviation[channel]).ToArray())];
    }

    /// <summary>Subtracted from each channel.</summary>
    public float Mean(int channel) => _mean[channel];

    /// <summary>Divided by.</summary>
    public float Deviation(int channel) => _deviation[channel];

    /// <summary>What zero becomes.</summary>
    public float Black(int channel) => (0f - _mean[channel]) / _deviation[channel];

    /// <summary>Whether a channel is normalised as the first one is.</summary>
    public bool IsAsFirst(int channel) => _mean[channel] == _mean[0] && _deviation[channel] == _deviation[0];

    /// <summary>Bytes, each so many after the last.</summary>
    public void Apply(int channel, ReadOnlySpan<byte> source, int step, Span<float> target)
    {
        var table = _tables[channel];
        if (step == 1)
        {
            source = source[..target.Length];
            for (var i = 0; i < source.Length; i++)
                target[i] = table[source[i]];
            return;
        }

        for (var i = 0; i < target.Length; i++)
            target[i] = table[source[i * step]];
    }

    /// <summary>Floats.</summary>
    public void Apply(int channel, ReadOnlySpan<float> source, Span<float> target)
    {
        var (mean, deviation) = (_mean[channel], _deviation[channel]);
        source = source[..target.Length];
        var (means, deviations) = (new Vector<float>(mean), new Vector<float>(deviation));
        var from = MemoryMarshal.Cast<float, Vector<float>>(source);
        var to = MemoryMarshal.Cast<float, Vector<float>>(target);
        for (var part = 0; part < to.Length && part < from.Length; part++)
            to[part] = (from[part] - means) / deviations;
        for (var i = to.Length * Vector<float>.Count; i < target.Length; i++)
            target[i] = (source[i] - mean) / deviation;
    }

    private static float[] PerChannel(string option, IReadOnlyList<double> values, int channels, float without)
    {
        if (values.Count > 1 && values.Count != channels)
            throw new FreezeException(ErrorCode.OptionInvalid, option, $"-{option} has {values.Count} values for {channels} channels.", "Give one value for all channels, or one for each.");
        if (values.Any(value => !double.IsFinite(value)))
            throw new FreezeException(ErrorCode.OptionInvalid, option, $"-{option} has a value that is not a number.", "Give finite numbers.");
        return [.. Enumerable.Range(0, channels).Select(channel => values.Count == 0 ? without : (float)values[values.Count == 1 ? 0 : channel])];
    }
}
