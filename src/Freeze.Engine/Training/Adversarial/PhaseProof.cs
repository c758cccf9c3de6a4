using Freeze.Tensors;

namespace Freeze.Training.Adversarial;

/// <summary>Fingerprints of every weight and statistic of a network that is not to move for a while.</summary>
internal sealed class PhaseProof
{
    private readonly TorchModel _model;
    private readonly Dictionary<string, ulong> _before;

    private PhaseProof(TorchModel model) => (_model, _before) = (model, All(model).ToDictionary(tensor => tensor.Name, tensor => TensorFingerprint.Of(tensor.Value)));

    /// <summary>Takes the fingerprints.</summary>
    public static PhaseProof Take(TorchModel model) => new(model);

    /// <summary>Compares every bit.</summary>
    /// <param name="when">What the network was frozen for.</param>
    /// <exception cref="FreezeException">FrozenChanged: names what moved.</exception>
    public void Verify(string when)
    {
        var moved = All(_model).Where(tensor => !_before.TryGetValue(tensor.Name, out var before) || before != TensorFingerprint.Of(tensor.Value)).Select(tensor => tensor.Name).ToList();
        if (moved.Count == 0)
            return;
        throw new FreezeException(ErrorCode.FrozenChanged, moved[0],
            $"{moved.Count} tensor{(moved.Count == 1 ? "" : "s")} of {_model.Name} changed {when}: {string.Join(", ", moved.Take(5))}{(moved.Count > 5 ? ", ..." : "")}.",
            "Something outside the optimizers wrote to the network, such as its own forward pass, a script block, or another run on the same model.");
    }

    private static IEnumerable<NamedBuffer> All(TorchModel model) =>
        model.Parameters.Where(parameter => parameter.AliasOf is null).Select(parameter => new NamedBuffer(parameter.Name, parameter.Value)).Concat(model.Buffers);
}
