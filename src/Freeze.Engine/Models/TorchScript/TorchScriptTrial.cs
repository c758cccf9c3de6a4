using System.Runtime.InteropServices;
using Freeze.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Freeze.Models.TorchScript;

/// <summary>
/// Finds a batch that a TorchScript module takes, and so finds out whether a change of its weights broke its code. The file does not say
/// what goes in; sizes that images commonly have are tried.
/// </summary>
internal static class TorchScriptTrial
{
    private static readonly long[] ImageSizes = [32, 64, 224, 28, 96, 128, 299, 384, 16, 8, 512];

    /// <summary>The first batch of two for which the module gives so many outputs; null where none was found.</summary>
    /// <param name="path">The module; a copy of its own is tried, since a traced one may change as it runs.</param>
    /// <param name="first">Its first layer that sees the input.</param>
    /// <param name="outputs">The outputs it should have; null for any.</param>
    public static long[]? Find(string path, LayerNode first, long? outputs)
    {
        using var scope = NewDisposeScope();
        using var module = TorchScriptFiles.Read(path);
        module.eval();
        return Candidates(first).FirstOrDefault(shape => Run(module, first, shape) is { } output && (outputs is null || (output.Length >= 2 && (output[1] == outputs || output[^1] == outputs))));
    }

    /// <summary>What a changed module gives for a batch.</summary>
    /// <returns>The output's shape, or null where it cannot run any more.</returns>
    public static long[]? Repeat(string path, LayerNode first, long[] shape)
    {
        using var scope = NewDisposeScope();
        using var module = TorchScriptFiles.Read(path);
        module.eval();
        return Run(module, first, shape);
    }

    private static IEnumerable<long[]> Candidates(LayerNode first)
    {
        var weight = first.Parameters.First(own => own.Value.dim() >= 2).Value.shape;
        return first.Type switch
        {
            "Embedding" or "EmbeddingBag" => [[2, 16]],
            "Conv1d" => [[2, weight[1], 64], [2, weight[1], 256], [2, weight[1], 1024], [2, weight[1], 16_000]],
            "Conv2d" => ImageSizes.Select(size => (long[])[2, weight[1], size, size]),
            "Conv3d" => [[2, weight[1], 16, 32, 32], [2, weight[1], 16, 112, 112]],
            // A linear layer in front: its inputs, or a square grey image that is flattened first.
            _ => [[2, weight[^1]], [2, 1, Side(weight[^1]), Side(weight[^1])], [2, 3, Side(weight[^1] / 3), Side(weight[^1] / 3)], [2, 8, weight[^1]]],
        };
    }

    private static long Side(long elements) => Math.Max(1, (long)Math.Sqrt(elements));

    private static long[]? Run(jit.ScriptModule module, LayerNode first, long[] shape)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        try
        {
            var input = first.Type.StartsWith("Embedding", StringComparison.Ordinal) ? zeros(shape, int64) : zeros(shape, first.Parameters[0].Value.dtype);
            return module.forward(input) is Tensor output && output.dim() > 0 && output.shape[0] == shape[0] ? output.shape : null;
        }
        catch (Exception error) when (error is ExternalException or ArgumentException or InvalidCastException or NotImplementedException)
        {
            return null;
        }
    }
}
