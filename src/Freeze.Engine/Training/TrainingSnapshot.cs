using Freeze.Models;
using Freeze.Optimization;
using Freeze.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Freeze.Training;

/// <summary>Everything that training changes in a model and its optimizer, so that some training can be undone to the last bit.</summary>
internal sealed class TrainingSnapshot : IDisposable
{
    private readonly GroupedOptimizer _optimizer;
    private readonly List<(Tensor Live, Tensor Copy)> _tensors = [];
    private readonly List<(Tensor Parameter, Tensor? Gradient)> _gradients = [];
    private readonly SavedModes _modes;
    private readonly List<(ParameterSlot Slot, ParameterState? State)> _states = [];
    private readonly List<(OptimizerGroup Group, double Rate, double? Momentum)> _rates;

    /// <summary>Takes note of everything. Until the snapshot is disposed, the optimizer works on a copy of its state.</summary>
    public TrainingSnapshot(GroupedOptimizer optimizer)
    {
        _optimizer = optimizer;
        using var off = no_grad();
        var model = optimizer.Model;
        foreach (var tensor in model.StateTensors.Where(tensor => tensor.Value.requires_grad || tensor.Value is not TorchSharp.Modules.Parameter))
            _tensors.Add((tensor.Value, tensor.Value.clone().DetachFromDisposeScope()));
        foreach (var parameter in model.Parameters)
            _gradients.Add((parameter.Value, parameter.Value.grad?.DetachFromDisposeScope()));
        _modes = new SavedModes(model);
        foreach (var slot in optimizer.Slots)
            _states.Add((slot, slot.Exchange(slot.ExistingState?.Clone())));
        _rates = [.. optimizer.Groups.Select(group => (group, group.LearningRate, group.Momentum))];
    }

    /// <summary>Puts everything back.</summary>
    public void Dispose()
    {
        using var off = no_grad();
        foreach (var (live, copy) in _tensors)
        {
            live.copy_(copy);
            copy.Dispose();
        }

        foreach (var (parameter, gradient) in _gradients)
        {
            parameter.grad = gradient;
            gradient?.Dispose();
        }

        _modes.Dispose();
        foreach (var (slot, state) in _states)
            slot.Exchange(state)?.Dispose();
        foreach (var (group, rate, momentum) in _rates)
            (group.RateInForce, group.MomentumInForce) = (rate, momentum);
    }
}
