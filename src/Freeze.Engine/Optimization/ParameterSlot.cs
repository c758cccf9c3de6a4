using TorchSharp;
using TorchSharp.Modules;

namespace Freeze.Optimization;

/// <summary>One parameter in the optimizer, with its state and, within a step, its gradient.</summary>
internal sealed class ParameterSlot(string name, Parameter parameter)
{
    private ParameterState? _state;

    /// <summary>Its full dotted name.</summary>
    public string Name { get; } = name;

    /// <summary>The parameter itself.</summary>
    public Parameter Parameter { get; } = parameter;

    /// <summary>Its number of elements.</summary>
    public long Count { get; } = parameter.numel();

    /// <summary>Its gradient; valid within one step only.</summary>
    public torch.Tensor Gradient { get; set; } = null!;

    /// <summary>Its state, made where it is not there yet.</summary>
    public ParameterState State => _state ??= new ParameterState();

    /// <summary>Its state, or null before its first step.</summary>
    public ParameterState? ExistingState => _state;

    /// <summary>A tensor of the state, in the parameter's layout.</summary>
    public torch.Tensor Remembered(string name, double initial = 0) => State.Tensor(name, Parameter, initial);

    /// <summary>Puts other state in the place of its own, which it neither changes nor drops.</summary>
    /// <param name="state">The state; null for none.</param>
    /// <returns>What was there before.</returns>
    public ParameterState? Exchange(ParameterState? state)
    {
        var before = _state;
        _state = state;
        return before;
    }

    /// <summary>Drops the state.</summary>
    public void Forget()
    {
        _state?.Dispose();
        _state = null;
    }
}
