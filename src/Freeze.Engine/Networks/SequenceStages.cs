using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Freeze.Networks;

/// <summary>Cuts a sequence of modules into the stages of a network.</summary>
internal static class SequenceStages
{
    /// <summary>
    /// One stage for each module that has weights, with what follows it; a normalization stays with what it normalizes, dropout goes with what it feeds.
    /// </summary>
    /// <param name="name">The sequence's name among the root's children.</param>
    /// <param name="layers">The sequence.</param>
    /// <param name="before">What the first stage does first; null for nothing.</param>
    /// <param name="after">What the last stage does last; null for nothing.</param>
    public static IEnumerable<NetworkStage> Of(string name, Sequential layers, Func<Tensor, Tensor>? before = null, Func<Tensor, Tensor>? after = null)
    {
        var parts = Cut([.. layers.named_children()]);
        for (var i = 0; i < parts.Count; i++)
        {
            var part = parts[i];
            var first = i == 0 ? before : null;
            var last = i == parts.Count - 1 ? after : null;
            var stage = $"{name}.{part.First(layer => HasWeights(layer.Module)).Name}";
            string[] owned = [.. part.Select(layer => $"{name}.{layer.Name}")];
            Tensor Body(Tensor input) => Through(part, input, last);
            yield return first is null ? new NetworkStage(stage, owned, Body) : NetworkStage.Entered(stage, owned, first, Body);
        }
    }

    private static List<List<(string Name, nn.Module Module)>> Cut(IReadOnlyList<(string Name, nn.Module Module)> layers)
    {
        var parts = new List<List<(string Name, nn.Module Module)>>();
        foreach (var layer in layers)
        {
            var opens = layer.Module is Dropout || HasWeights(layer.Module) && layer.Module is not BatchNorm2d;
            if (parts.Count == 0 || opens && parts[^1].Any(earlier => HasWeights(earlier.Module)))
                parts.Add([]);
            parts[^1].Add(layer);
        }

        return parts;
    }

    private static bool HasWeights(nn.Module module) => module.parameters().Any();

    private static Tensor Through(IEnumerable<(string Name, nn.Module Module)> part, Tensor input, Func<Tensor, Tensor>? last)
    {
        var current = input;
        foreach (var (_, module) in part)
        {
            var next = ((nn.Module<Tensor, Tensor>)module).call(current);
            // Freed at once: a stage may hold a block of many layers.
            if (!ReferenceEquals(current, input) && !ReferenceEquals(current, next))
                current.Dispose();
            current = next;
        }

        return last is null ? current : last(current);
    }
}
