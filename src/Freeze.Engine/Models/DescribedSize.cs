using Freeze.Networks;
using Freeze.Networks.Sequences;

namespace Freeze.Models;

/// <summary>
/// Believes what a file says of its model only as far as the file's own tensors bear it out: a few digits in a stranger's file would
/// otherwise take all memory, since the model is built before its weights are compared with it.
/// </summary>
/// <param name="path">The file, for messages.</param>
/// <param name="elements">Elements of all its tensors.</param>
internal sealed class DescribedSize(string path, long elements)
{
    // A classifier of another size makes a model smaller than the published one, by at most this.
    private const double LeastShare = 0.4;

    // Less than this takes no memory to speak of, and a pool may well be larger than a small model.
    private const long Harmless = 1 << 20;

    /// <exception cref="FreezeException">ModelFileCorrupt: the model would be far larger than its weights.</exception>
    public void Require(ModelDescription description)
    {
        foreach (var layer in description.Layers ?? [])
            Require(LayerSpecification.Parse(layer));
        if (description.Architecture is { } name)
            Require(ArchitectureRegistry.Get(name), description.Options);
    }

    private void Require(Architecture architecture, ArchitectureOptions options)
    {
        var width = options.Width ?? 64.0;
        Compare(options.ClassCount ?? 0, "classes");
        Compare((options.InputChannels ?? 0) * (options.Width ?? 16.0), "input channels");
        Compare(options.LatentSize ?? 0, "latent numbers");
        // Layers grow with the square of the width; those of a network that halves images down to 4 pixels, with the square of their size too.
        Compare(options.ImageSize is { } size ? Math.Pow(width * size / 8, 2) : LeastShare * architecture.ParameterCount * Math.Pow(width / 64, 2), "parameters");
    }

    private void Require(LayerSpecification layer)
    {
        var numbers = layer.Positional.Concat(layer.Named.Values).SelectMany(Numbers).ToList();
        numbers.ForEach(number => Compare(number, $"{layer.Layer}'s size"));
        if (layer.Layer.StartsWith("Conv", StringComparison.Ordinal) || layer.Layer is "Linear" or "Embedding" or "LayerNorm")
        {
            var sizes = layer.Positional.SelectMany(Numbers).Concat(layer.Named.Where(own => own.Key.Contains("features", StringComparison.Ordinal) || own.Key.Contains("channels", StringComparison.Ordinal)
                || own.Key.Contains("embedding", StringComparison.Ordinal) || own.Key == "normalized_shape").SelectMany(own => Numbers(own.Value))).ToList();
            var groups = layer.Named.TryGetValue("groups", out var named) ? named : layer.Positional.ElementAtOrDefault(6);
            // Two numbers of channels and as many of a kernel as the name has dimensions; a single number stands for all of them.
            var kernel = layer.Named.TryGetValue("kernel_size", out var given) ? given : layer.Positional.ElementAtOrDefault(2);
            var shape = layer.Layer.StartsWith("Conv", StringComparison.Ordinal) ? sizes.Take(2).Concat(kernel is long side ? Enumerable.Repeat((double)side, Math.Clamp(layer.Layer[^2] - '0', 1, 3)) : Numbers(kernel)) : layer.Layer == "LayerNorm" ? sizes : sizes.Take(2);
            Compare(shape.Aggregate(1.0, (product, size) => product * size) / Math.Max(1, groups as long? ?? 1), "parameters");
        }
    }

    private static IEnumerable<double> Numbers(object? value) => value switch
    {
        long number => [number],
        object?[] list => list.SelectMany(Numbers),
        _ => [],
    };

    private void Compare(double claimed, string what)
    {
        if (claimed <= Math.Max(elements, Harmless))
            return;
        throw new FreezeException(ErrorCode.ModelFileCorrupt, path, $"{path} says that its model has {claimed:F0} {what} or more, and holds {elements} numbers.",
            $"Name the architecture yourself: Import-TorchModel <architecture> -Weights '{path}'.");
    }
}
