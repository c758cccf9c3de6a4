using Freeze.Freezing;
using Freeze.Libtorch;
using Freeze.Models;
using Freeze.Optimization.State;
using Freeze.Tensors;
using Freeze.WeightFiles.Reading;
using TorchSharp;
using static TorchSharp.torch;

namespace Freeze.Training.Checkpointing;

/// <summary>A saved run, proved and open. What it holds is checked against the live models first; then restoring cannot fail half-way.</summary>
internal sealed class RunCheckpoint : IDisposable
{
    private readonly Checkpoint _file;
    private readonly Dictionary<string, TensorEntry> _tensors;

    private RunCheckpoint(Checkpoint file, RunDescription description) => (_file, Description, _tensors) = (file, description, file.Tensors.ToDictionary(tensor => tensor.Name));

    /// <summary>Where the run stands.</summary>
    public RunDescription Description { get; }

    /// <summary>Proves a file and opens it.</summary>
    /// <exception cref="FreezeException">ModelFileCorrupt, CheckpointMismatch, ModelFileNotFound.</exception>
    public static RunCheckpoint Open(string path)
    {
        var file = StateFile.Open(path, RunDescription.Key);
        try
        {
            return new RunCheckpoint(file, RunDescription.Parse(path, file.Metadata[RunDescription.Key]));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The records of the epochs that are done.</summary>
    public IReadOnlyList<T> Records<T>() => Description.RecordsAs<T>();

    /// <summary>The plan over which the run's own changes lie.</summary>
    public FreezeState BaseOf(string part) => Description.Parts[part].Base.ToState();

    /// <summary>The plan that was in force.</summary>
    public FreezeState PlanOf(string part) => Description.Parts[part].Plan.ToState();

    /// <summary>Makes a model, its optimizer and their rates what they were. The saved plan is in force afterwards.</summary>
    /// <param name="part">What the file calls it.</param>
    /// <param name="optimizer">The optimizer, which knows its model.</param>
    /// <exception cref="FreezeException">CheckpointMismatch: something of it is not there, or does not fit.</exception>
    public void Restore(string part, GroupedOptimizer optimizer)
    {
        var saved = Description.Parts[part];
        var model = optimizer.Model;
        // Freezing drops optimizer state, so the plan comes before it.
        model.Reach(saved.Plan.ToState(), "the resumed run");
        KeepOriginals(part, model, optimizer.Plan.AnchorDecay > 0);
        RestoreWeights(part, model);
        foreach (var parameter in model.Parameters)
            parameter.Provenance = saved.Provenance.GetValueOrDefault(parameter.Name, parameter.Provenance);
        using (var state = OptimizerStateFile.Read(_file, _file.Metadata[RunSnapshot.OptimizerKey(part)], RunSnapshot.OptimizerPrefix(part)))
        {
            var report = state.Restore(optimizer);
            if (report.Dropped.Count > 0)
                throw Mismatch($"the optimizer's state of {report.Dropped[0]} cannot be taken over: {report.Reasons[report.Dropped[0]]}");
        }

        foreach (var group in optimizer.Groups)
        {
            group.RateInForce = saved.LearningRates.GetValueOrDefault(group.Name, group.LearningRate);
            group.MomentumInForce = saved.Momenta.TryGetValue(group.Name, out var momentum) ? momentum : group.Momentum;
        }

        optimizer.ZeroGrad();
    }

    /// <summary>Makes only the weights and buffers of a model what they were.</summary>
    /// <exception cref="FreezeException">CheckpointMismatch.</exception>
    public void RestoreWeights(string part, TorchModel model)
    {
        var prefix = RunSnapshot.ModelPrefix(part);
        var pairs = new List<(TensorEntry From, Tensor Into)>();
        foreach (var tensor in model.StateTensors)
        {
            if (!_tensors.TryGetValue(prefix + tensor.Name, out var entry) || !entry.Shape.AsSpan().SequenceEqual(tensor.Value.shape))
                throw Mismatch($"{tensor.Name} is not in it, or of another shape");
            pairs.Add((entry, tensor.Value));
        }

        using var noGrad = no_grad();
        TensorLoading.Copy(pairs);
        model.ReviseFrozen();
    }

    /// <summary>Has the run's random numbers go on where they were. It comes last: some of what a run prepares draws from them.</summary>
    /// <param name="stream">The run's numbers.</param>
    public void RestoreRandom(RandomStream stream)
    {
        using var state = _tensors[RunSnapshot.Random].ToTensor();
        stream.Resume(state);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    // Before the weights are overwritten: reports tell how far they are from what was imported, and decay may lead back there.
    private void KeepOriginals(string part, TorchModel model, bool isAnchor)
    {
        var trained = Description.Parts[part].Provenance.Where(pair => pair.Value == Provenance.Trained).Select(pair => pair.Key).ToHashSet();
        foreach (var tensor in model.StateTensors)
        {
            if (isAnchor && tensor.Value is TorchSharp.Modules.Parameter)
            {
                if (_tensors.TryGetValue(RunSnapshot.OriginalPrefix(part) + tensor.Name, out var original))
                    model.Originals.Replace(tensor.Name, original.ToTensor().to(tensor.Value.dtype, tensor.Value.device));
                else
                    model.Originals.Forget(tensor.Name);
            }
            else if (trained.Contains(tensor.Name) || tensor.Value.requires_grad || tensor.Value is not TorchSharp.Modules.Parameter)
                model.Originals.Keep(tensor);
        }
    }

    private FreezeException Mismatch(string what) => new(ErrorCode.CheckpointMismatch, _file.Path, $"The run in '{_file.Path}' cannot go on: {what}.", "Start anew with -Force, or give another -CheckpointPath.");
}
