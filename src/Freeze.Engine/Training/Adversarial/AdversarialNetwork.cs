using Freeze.Models;
using Freeze.Networks;
using Freeze.Optimization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Freeze.Training.Adversarial;

/// <summary>One of the two networks of a run: it learns in its own phases, and in the other's it is frozen. Between phases it is as the user left it.</summary>
internal sealed class AdversarialNetwork : IDisposable
{
    private readonly AdversarialOptions _options;
    private readonly SavedModes _modes;
    private readonly BufferSnapshot _statistics;
    private readonly List<Parameter> _thawed = [];
    private readonly NonFiniteGuard _guard;
    private bool _holdsStatistics;

    /// <param name="optimizer">Its optimizer.</param>
    /// <param name="options">The run's, as they are for this network.</param>
    /// <param name="steps">Its steps in an epoch.</param>
    public AdversarialNetwork(GroupedOptimizer optimizer, AdversarialOptions options, int steps)
    {
        (Optimizer, _options) = (optimizer, options);
        (_guard, _statistics) = (new NonFiniteGuard(optimizer), new BufferSnapshot(Model, trainingOnly: false));
        Steps = new OptimizerStepper(optimizer, options, steps);
        _modes = new SavedModes(Model);
    }

    /// <summary>The network.</summary>
    public TorchModel Model => Optimizer.Model;

    /// <summary>Its optimizer.</summary>
    public GroupedOptimizer Optimizer { get; }

    /// <summary>The optimizer's side of the run.</summary>
    public OptimizerStepper Steps { get; }

    /// <summary>How large each group's gradients were in its last step, before clipping.</summary>
    public IReadOnlyList<GroupGradient> Gradients => _guard.Last;

    /// <inheritdoc cref="NonFiniteGuard.Reached"/>
    public string Reached => _guard.Reached;

    /// <summary>Its learning rates, by group.</summary>
    /// <param name="role">What it is, for their names.</param>
    public IEnumerable<(string Name, double Value)> Rates(string role) => Optimizer.Groups.Select(group => ($"{role}.{group.Name}", group.LearningRate));

    /// <summary>The phase in which it learns: in training mode, with the user's policies.</summary>
    public void Learn() => ModuleModes.Train(Model);

    /// <summary>The phase in which the other one learns: no weight takes a gradient, and the statistics of this moment are kept.</summary>
    /// <remarks>The flags are set past the freeze plan: a plan would drop the optimizer's state, and the roles change with every step.</remarks>
    public void Freeze()
    {
        ModuleModes.Train(Model);
        if (_options.PhaseStatistics == PhaseStatistics.Stored)
        {
            foreach (var node in Model.Nodes.Where(node => node.KeepsStatistics))
                node.Module.eval();
        }

        _statistics.Keep();
        _holdsStatistics = true;
        if (!_options.FreezePhases)
            return;
        foreach (var parameter in Model.Parameters.Where(parameter => parameter.Trainable))
        {
            _thawed.Add(parameter.Value);
            parameter.Value.requires_grad = false;
        }
    }

    /// <summary>Ends such a phase: flags and statistics are what they were before it.</summary>
    public void Thaw()
    {
        foreach (var parameter in _thawed)
            parameter.requires_grad = true;
        _thawed.Clear();
        if (!_holdsStatistics)
            return;
        _holdsStatistics = false;
        _statistics.PutBack();
    }

    /// <summary>Makes ready for a step of its own.</summary>
    /// <param name="position">The step's place in the epoch, from 0.</param>
    public void Begin(int position)
    {
        if (Steps.IsFirst(position))
            _guard.Begin();
        Steps.Begin(position);
    }

    /// <summary>Takes a step on a loss.</summary>
    /// <param name="loss">The loss, a scalar.</param>
    /// <param name="epoch">From 1.</param>
    /// <param name="position">The step's place in the epoch, from 0.</param>
    /// <returns>The loss.</returns>
    /// <exception cref="FreezeException">LossNotFinite, before any weight is touched.</exception>
    public double Descend(Tensor loss, int epoch, int position)
    {
        var value = loss.to(ScalarType.Float64).item<double>();
        var share = Steps.ShareOf(position);
        (share == 1 ? loss : loss / share).backward();
        _guard.RequireFinite(value, epoch, position);
        if (!Steps.IsComplete(position))
            return value;
        _guard.RequireFiniteGradients(epoch, position);
        _guard.Take(TakeStep, epoch, position);
        return value;
    }

    /// <summary>Leaves the network as the run found it, but for what it has learned.</summary>
    public void Dispose()
    {
        Optimizer.ZeroGrad();
        _modes.Dispose();
        _statistics.Dispose();
        _guard.Dispose();
    }

    private void TakeStep()
    {
        Steps.End();
        ClipWeights();
    }

    private void ClipWeights()
    {
        if (_options.WeightClip is not { } bound)
            return;
        using var off = no_grad();
        foreach (var parameter in Model.Parameters.Where(parameter => parameter.Trainable))
            parameter.Value.clamp_(-bound, bound);
    }
}
