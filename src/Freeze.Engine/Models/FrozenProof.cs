using System.Globalization;
using Freeze.Networks;
using Freeze.Tensors;

namespace Freeze.Models;

/// <summary>Imprints of everything that is frozen at one moment: parameters, the statistics of frozen normalization layers, and every other buffer of a frozen layer.</summary>
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

        if (moved.Count == 0)
            return;
        throw new FreezeException(ErrorCode.FrozenChanged, moved[0].Name, Describe([.. moved.Select(tensor => tensor.Text)], "during the epoch"),
            "Something outside the optimizer wrote to the model: a script block, another run on the same model, or the layer itself, where it keeps values of its own as it runs. "
            + "Import the model again, for its frozen weights are not what they were; -SkipFrozenProof trains a model whose frozen layers are meant to write to themselves.");
    }

    /// <summary>Compares what was frozen in an epoch, and is frozen at the start of the next.</summary>
    /// <param name="next">The proof that was taken at the start of the next.</param>
    /// <param name="model">The model now.</param>
    /// <returns>A warning that names what somebody wrote to between the two; null where nothing moved.</returns>
    public string? ChangeUntil(FrozenProof next, TorchModel model)
    {
        var moved = Frozen(model).Where(frozen => _before.TryGetValue(frozen.Name, out var before) && next._before.TryGetValue(frozen.Name, out var after) && before.Hash != after.Hash)
            .Select(frozen => $"{frozen.Name} ({HowFar(_before[frozen.Name], frozen)})").ToList();
        return moved.Count == 0 ? null : $"{Describe(moved, "between two epochs of the run")} The run goes on from there, and proves each epoch against its own start.";
    }

    private static string Describe(IReadOnlyList<string> moved, string when) =>
        $"{moved.Count} frozen tensor{(moved.Count == 1 ? "" : "s")} changed {when}: {string.Join(", ", moved.Take(5))}{(moved.Count > 5 ? ", ..." : "")}.";

    /// <summary>Tensors that are frozen now: parameters that take no gradient, and buffers of frozen layers but for statistics that the plan lets move.</summary>
    public static IEnumerable<NamedBuffer> Frozen(TorchModel model)
    {
        foreach (var parameter in model.Parameters.Where(parameter => !parameter.Trainable && parameter.AliasOf is null))
            yield return new NamedBuffer(parameter.Name, parameter.Value);
        foreach (var node in model.Nodes.Where(node => node.Buffers.Count > 0 && (node.KeepsStatistics ? model.Freezing.KeepsStoredStatistics(node.Name) : IsFrozen(model, node))))
        {
            foreach (var buffer in node.Buffers)
                yield return buffer;
        }
    }

    // A layer without parameters is as frozen as the nearest one around it that has some.
    private static bool IsFrozen(TorchModel model, LayerNode node)
    {
        for (var name = node.Name; ; name = DottedName.Parent(name))
        {
            var own = model.Parameters.Where(parameter => name.Length == 0 || DottedName.IsInside(parameter.Name, name)).ToList();
            if (own.Count > 0 || name.Length == 0)
                return own.Count > 0 && own.All(parameter => !parameter.Trainable);
        }
    }

    // Where nothing has moved since the freeze, its imprint serves again and only the hash is taken.
    private static TensorImprint Imprint(TorchModel model, NamedBuffer frozen) =>
        model.FrozenSince.TryGetValue(frozen.Name, out var since) && since.Matches(frozen.Value) ? since : TensorImprint.Of(frozen.Value);

    private static string HowFar(TensorImprint before, NamedBuffer now) => before.DriftTo(now.Value) is { } drift
        ? string.Create(CultureInfo.InvariantCulture, $"moved by {drift:G3} of its norm of {before.Sketch.Norm:G4}")
        : "of another shape";
}
