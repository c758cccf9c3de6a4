using Freeze.Libtorch;
using Freeze.Models;
using Freeze.Optimization.State;
using Freeze.WeightFiles.Reading;
using Freeze.WeightFiles.Storage;
using static TorchSharp.torch;

namespace Freeze.Training.Checkpointing;

/// <summary>Everything that a run has to know to go on, at the end of an epoch.</summary>
/// <param name="Description">Where the run stands.</param>
/// <param name="Parts">Its models and optimizers; nothing of them is copied.</param>
/// <param name="Stream">Its random numbers.</param>
internal sealed record RunSnapshot(RunDescription Description, IReadOnlyList<RunPart> Parts, RandomStream Stream)
{
    /// <summary>The tensor with the state of its random numbers.</summary>
    public const string Random = "random";

    /// <summary>What a file calls a model's tensors: this, a dot and their names.</summary>
    public static string ModelPrefix(string part) => $"{part}.";

    /// <summary>What a file calls an optimizer's tensors.</summary>
    public static string OptimizerPrefix(string part) => $"optimizer.{part}.";

    /// <summary>What a file calls the weights as they were imported.</summary>
    public static string OriginalPrefix(string part) => $"original.{part}.";

    /// <summary>The metadata key of what an optimizer's tensors are.</summary>
    public static string OptimizerKey(string part) => $"freeze_optimizer.{part}";

    /// <summary>Writes it to a file, whole or not at all.</summary>
    /// <exception cref="FreezeException">OutputNotWritable.</exception>
    public void Write(string path) => Gather((tensors, metadata) => StateFile.Write(path, tensors, metadata));

    /// <summary>Writes it to a stream, as it would stand in a file.</summary>
    public void Write(Stream stream) => Gather((tensors, metadata) => StateFile.Write(stream, "", tensors, metadata));

    private void Gather(Action<IReadOnlyList<TensorSource>, IReadOnlyDictionary<string, string>> write)
    {
        using var noGrad = no_grad();
        using var random = Stream.Copy();
        var tensors = new List<TensorSource>();
        var metadata = new Dictionary<string, string> { [RunDescription.Key] = Description.ToJson() };
        var states = new List<OptimizerState>();
        try
        {
            foreach (var part in Parts)
            {
                tensors.AddRange(part.Model.StateTensors.Select(tensor => TensorLoading.ToSource(ModelPrefix(part.Name) + tensor.Name, tensor.Value)));
                var state = OptimizerState.View(part.Optimizer);
                states.Add(state);
                tensors.AddRange(OptimizerStateFile.Sources(state, OptimizerPrefix(part.Name)));
                metadata[OptimizerKey(part.Name)] = StateDescription.Of(state).ToJson();
                tensors.AddRange(Originals(part));
            }

            // A run of one model is a file that Import-TorchModel -Path reads.
            if (Parts is [var only] && ModelDescription.Of(only.Model) is { } description)
                metadata[ModelDescription.Key] = description.ToMetadata()[ModelDescription.Key];
            tensors.Add(TensorLoading.ToSource(Random, random));
            write(tensors, metadata);
        }
        finally
        {
            states.ForEach(state => state.Dispose());
        }
    }

    // Decay toward the weights as imported goes on toward those of the first import, not of the one before the resumption: also in layers that have not moved yet.
    private static IEnumerable<TensorSource> Originals(RunPart part) => part.Optimizer.Plan.AnchorDecay > 0
        ? part.Model.StateTensors.Where(tensor => tensor.Value is TorchSharp.Modules.Parameter).Select(tensor => (tensor.Name, Value: part.Model.Originals.Of(tensor))).Where(pair => pair.Value is not null)
            .Select(pair => TensorLoading.ToSource(OriginalPrefix(part.Name) + pair.Name, pair.Value!))
        : [];
}
