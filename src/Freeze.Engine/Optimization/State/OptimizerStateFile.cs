using Freeze.Models;
using Freeze.WeightFiles.Reading;
using Freeze.WeightFiles.Safetensors;
using Freeze.WeightFiles.Storage;
using TorchSharp;

namespace Freeze.Optimization.State;

/// <summary>Optimizer state in files: .safetensors of this module's own, and what PyTorch's training scripts save.</summary>
/// <remarks>A tensor is called after its parameter and itself: <c>fc.weight.exp_avg</c>. Everything else stands as JSON in the metadata.</remarks>
public static class OptimizerStateFile
{
    /// <summary>Writes an optimizer's state. The same state gives the same bytes.</summary>
    /// <exception cref="FreezeException">OutputExists, OutputNotWritable, ModelBusy.</exception>
    public static void Write(GroupedOptimizer optimizer, string path, bool overwrite = false)
    {
        using var use = optimizer.Model?.Use.Borrow();
        using var state = OptimizerState.View(optimizer);
        SafetensorsWriter.Write(path, Sources(state), new Dictionary<string, string> { [StateDescription.Key] = StateDescription.Of(state).ToJson() }, overwrite);
    }

    /// <summary>Reads a file and makes what it holds the optimizer's state, where it fits.</summary>
    /// <param name="optimizer">The optimizer. It is untouched where the file cannot be read.</param>
    /// <param name="path">A file of <see cref="Write"/>, or one of PyTorch with an optimizer's state_dict in it.</param>
    /// <exception cref="FreezeException">What opening a weight file throws; CheckpointMismatch: there is no optimizer state in it, or none that can be told apart; ModelBusy.</exception>
    public static OptimizerStateReport Restore(GroupedOptimizer optimizer, string path)
    {
        // As a run does: what a step is reading must not be taken away under it.
        using var use = optimizer.Model?.Use.Train();
        using var checkpoint = Checkpoint.Open(path);
        using var state = checkpoint.Metadata.TryGetValue(StateDescription.Key, out var text) ? Read(checkpoint, text) : PyTorchState.Read(checkpoint, optimizer);
        return state.Restore(optimizer) with { Path = checkpoint.Path };
    }

    /// <summary>The tensors of some state, as they go into a file.</summary>
    /// <param name="state">The state; it must live until the file is written.</param>
    /// <param name="prefix">What their names begin with.</param>
    internal static IReadOnlyList<TensorSource> Sources(OptimizerState state, string prefix = "") =>
        [.. state.Entries.SelectMany(entry => entry.Tensors.Select(tensor => TensorLoading.ToSource($"{prefix}{entry.Name}.{tensor.Key}", tensor.Value)))];

    /// <summary>Reads state that <see cref="Sources"/> and a description have made a file of.</summary>
    /// <param name="checkpoint">The open file; other tensors in it do no harm.</param>
    /// <param name="text">The description.</param>
    /// <param name="prefix">What the tensors' names begin with.</param>
    /// <exception cref="FreezeException">ModelFileCorrupt.</exception>
    internal static OptimizerState Read(Checkpoint checkpoint, string text, string prefix = "")
    {
        var description = StateDescription.Parse(checkpoint.Path, text);
        var stored = checkpoint.Tensors.ToDictionary(tensor => tensor.Name);
        var entries = new List<SavedState>();
        foreach (var (name, parameter) in description.Parameters)
        {
            var tensors = new Dictionary<string, torch.Tensor>();
            foreach (var tensor in parameter.Tensors)
            {
                if (!stored.TryGetValue($"{prefix}{name}.{tensor}", out var entry))
                    throw WeightFileError.Corrupt(checkpoint.Path, $"its description names the tensor '{WeightFileError.Quote($"{prefix}{name}.{tensor}")}', and it is not there.");
                tensors[tensor] = entry.ToTensor().DetachFromDisposeScope();
            }

            entries.Add(new SavedState(name, parameter.Shape, parameter.Algorithm, tensors, parameter.Numbers)
            {
                Together = [.. parameter.Together?.Select(pair => new ParameterShape(pair.Key, pair.Value)) ?? []],
            });
        }

        return new OptimizerState(entries);
    }
}
