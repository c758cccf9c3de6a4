using System.Globalization;

namespace Freeze.Layers;

/// <summary>Fingerprints of everything that is frozen at one moment: parameters, and the statistics of frozen normalisation layers.</summary>
internal sealed class FrozenProof
{
    private readonly IReadOnlyDictionary<string, (ulong Hash, double Norm)> _before;

    private FrozenProof(IReadOnlyDictionary<string, (ulong Hash, double Norm)> before) => _before = before;

    /// <summary>Takes the fingerprints.</summary>
    public static FrozenProof Take(TorchModel model) =>
        new(Frozen(model).ToDictionary(frozen => frozen.Name, frozen => (TensorFingerprint.Of(frozen.Value), TensorFingerprint.NormOf(frozen.Value))));

    /// <summary>Compares what was frozen then and is frozen now.</summary>
    /// <exception cref="FreezeException">FrozenChanged: names what moved, and by how much its norm changed.</exception>
    public void Verify(TorchModel model)
    {
        var moved = new List<string>();
        foreach (var frozen in Frozen(model))
        {
            if (!_before.TryGetValue(frozen.Name, out var before))
                continue;
            if (TensorFingerprint.Of(frozen.Value) != before.Hash)
                moved.Add(string.Create(CultureInfo.InvariantCulture, $"{frozen.Name} (norm {before.Norm:G6} to {TensorFingerprint.NormOf(frozen.Value):G6})"));
        }

        if (moved.Count > 0)
        {
            throw new FreezeException(ErrorCode.FrozenChanged, moved[0].Split(' ')[0],
                $"{moved.Count} frozen tensor{(moved.Count == 1 ? "" : "s")} changed during the epoch: {string.Join(", ", moved.Take(5))}{(moved.Count > 5 ? ", ..." : "")}.",
                "Something outside the training loop wrote to the model, such as a script block or another run on the same model. Import the model again; its frozen weights are not what they were.");
        }
    }

    /// <summary>What is frozen now: parameters that take no gradient, and what a frozen normalisation layer keeps.</summary>
    public static IEnumerable<NamedBuffer> Frozen(TorchModel model)
    {
        foreach (var parameter in model.Parameters.Where(parameter => !parameter.Trainable))
            yield return new NamedBuffer(parameter.Name, parameter.Value);
        foreach (var node in model.Nodes.Where(node => node.KeepsStatistics && model.Freezing.KeepsStoredStatistics(node.Name)))
        {
            foreach (var buffer in node.Buffers)
                yield return buffer;
        }
    }
}
