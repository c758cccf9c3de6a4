using Freeze.Networks;
using Freeze.Tensors;
using static TorchSharp.torch;

namespace Freeze.Training.Adversarial;

/// <summary>The noise that a generator makes samples of, drawn from the run's seed alone: neither dropout nor another run moves it.</summary>
internal sealed class LatentNoise : IDisposable
{
    private readonly Generator _random = new();
    private readonly long _seed;
    private readonly Tensor _like;

    /// <param name="seed">Of the run.</param>
    /// <param name="shape">The shape of the noise for one sample.</param>
    /// <param name="generator">The network, whose data type and device the noise has.</param>
    public LatentNoise(long seed, TensorShape shape, TorchModel generator)
    {
        (_seed, Shape, _like) = (seed, shape, generator.Parameters[0].Value);
        Begin(0);
    }

    /// <summary>The shape of the noise for one sample.</summary>
    public TensorShape Shape { get; set; }

    /// <summary>The other shape that a generator may take it in: L x 1 x 1 instead of L, or L instead of what it is.</summary>
    public TensorShape OtherShape => new(Shape.Count > 1 ? [Shape[0]] : [Shape[0], 1, 1]);

    /// <summary>Starts an epoch's noise, which depends on seed and epoch alone, so that a resumed run has the same.</summary>
    /// <param name="epoch">From 1; 0 for the noise of the pictures.</param>
    public void Begin(int epoch) => _random.manual_seed((long)(SplitMix.Mix(SplitMix.Mix((ulong)_seed + 1) ^ SplitMix.Mix((ulong)epoch)) >> 1));

    /// <summary>Normal noise for some samples.</summary>
    public Tensor Draw(int count) => Place(randn([count, .. Shape], _like.dtype, generator: _random));

    /// <summary>As many numbers from 0 to 1.</summary>
    public Tensor Shares(int count) => Place(rand([count], _like.dtype, generator: _random));

    /// <summary>The shape in which a generator takes its noise: L x 1 x 1 where it begins with a convolution, else L.</summary>
    /// <exception cref="FreezeException">ShapeMismatch: it takes another number of elements.</exception>
    public static TensorShape ShapeFor(TorchModel generator, int size)
    {
        var first = generator.Nodes.FirstOrDefault(node => node.Parameters.Count > 0 || node.Type is "Unflatten");
        var weight = first?.Parameters.FirstOrDefault(own => own.Value.dim() >= 2)?.Value;
        // Only of a sequence is it sure that the first layer is what sees the noise.
        long? takes = generator.Module is StagedNetwork ? first?.Type switch
        {
            "Linear" => weight?.shape[1],
            "ConvTranspose1d" or "ConvTranspose2d" or "ConvTranspose3d" => weight?.shape[0],
            _ => null,
        } : null;
        if (takes is not null && takes != size)
        {
            throw new FreezeException(ErrorCode.ShapeMismatch, generator.Name, $"{generator.Name} takes noise of {takes} elements ({first!.Name}), but -LatentSize is {size}.",
                $"Give -LatentSize {takes}, or build the generator for {size}.");
        }

        return new TensorShape(weight is not null && first!.Type.StartsWith("Conv", StringComparison.Ordinal) ? [size, .. Enumerable.Repeat(1L, (int)weight.dim() - 2)] : [size]);
    }

    /// <inheritdoc/>
    public void Dispose() => _random.Dispose();

    // Drawn on the processor, so that every device gets the same numbers.
    private Tensor Place(Tensor numbers) => numbers.to(_like.device);
}
