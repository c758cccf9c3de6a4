using System.Globalization;

namespace Freeze.Layers;

/// <summary>Imprints of everything that is frozen at one moment: parameters, and the statistics of frozen normalisation layers.</summary>
internal sealed class FrozenProof
{
    private readonly IReadOnlyDictionary<string, TensorImprint> _before;

    private FrozenProof(IReadOnlyDictionary<string, TensorImprint> before) => _before = before;

    /// <summary>Takes the imprints.</summary>
    public static FrozenProof Take(TorchModel model) => new(Frozen(model).ToDictionary(frozen => frozen.Name, frozen => Imprint(model, frozen)));

    /// <summary>Compares what was frozen then and is frozen now.</summary>
    /// <exception cref="FreezeException">FrozenChanged: names what moved, and by how much.</exception>
    public void Verify(TorchModel model)
    {
        var moved = new List<(string Name, string Text)>();
        foreach (var frozen in Frozen(model))
        {
            if (_before.TryGetValue(frozen.Name, out var before) && !before.Matches(frozen.Value))
                moved.Add((frozen.Name, $"{frozen.Name} ({HowFar(before, frozen)})"));
        }

        if (moved.Count > 0)
        {
            throw new FreezeException(ErrorCode.FrozenChanged, moved[0].Name,
                $"{moved.Count} frozen tensor{(moved.Count == 1 ? "" : "s")} changed during the epoch: {string.Join(", ", moved.Take(5).Select(tensor => tensor.Text))}{(moved.Count > 5 ? ", ..." : "")}.",
                "Something outside the training loop wrote to the model, such as a script block or another run on the same model. Import the model again; its frozen weights are not what they were.");
        }
    }

    /// <summary>What is frozen now: parameters that take no gradient, and what a frozen normalisation layer keeps.</summary>
    public static IEnumerable<NamedBuffer> Frozen(TorchModel model)
    {
        foreach (var parameter in model.Parameters.Where(parameter => !parameter.Trainable && parameter.AliasOf is null))
            yield return new NamedBuffer(parameter.Name, parameter.Value);
        foreach (var node in model.Nodes.Where(node => node.KeepsStatistics && model.Freezing.KeepsStoredStatistics(node.Name)))
        {
            foreach (var buffer in node.Buffers)
                yield return buffer;
        }
    }

    // Where nothing has moved since the freeze, its imprint serves again and only the hash is taken.
    private static TensorImprint Imprint(TorchModel model, NamedBuffer frozen) =>
        model.FrozenSince.TryGetValue(frozen.Name, out var since) && since.Matches(frozen.Value) ? since : TensorImprint.Of(frozen.Value);

    private static string HowFar(TensorImprint before, NamedBuffer now) => before.DriftTo(now.Value) is { } drift
        ? string.Create(CultureInfo.InvariantCulture, $"moved by {drift:G3} of its norm of {before.Sketch.Norm:G4}")
        : "of another shape";
}
