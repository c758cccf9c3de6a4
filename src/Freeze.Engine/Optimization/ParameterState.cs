using Freeze.Tensors;
using TorchSharp;

namespace Freeze.Optimization;

/// <summary>What an algorithm remembers of one parameter, by PyTorch's names: tensors such as <c>exp_avg</c>, numbers such as <c>step</c>.</summary>
public sealed class ParameterState : IDisposable
{
    private readonly Dictionary<string, torch.Tensor> _tensors = [];
    private readonly Dictionary<string, double> _numbers = [];

    /// <summary>The tensors, in the order they came to be. They belong to the optimizer: neither change nor dispose them.</summary>
    public IReadOnlyDictionary<string, torch.Tensor> Tensors => _tensors;

    /// <summary>The numbers: step counts and scalar state.</summary>
    public IReadOnlyDictionary<string, double> Numbers => _numbers;

    /// <summary>The number of steps taken.</summary>
    internal double Step
    {
        get => _numbers.GetValueOrDefault("step");
        set => _numbers["step"] = value;
    }

    /// <summary>A number of the state, which must exist.</summary>
    internal double this[string name]
    {
        get => _numbers[name];
        set => _numbers[name] = value;
    }

    /// <summary>The same state once more, in tensors of its own.</summary>
    internal ParameterState Clone()
    {
        using var noGrad = torch.no_grad();
        var copy = new ParameterState();
        foreach (var (name, tensor) in _tensors)
            copy.Put(name, tensor.clone());
        foreach (var (name, number) in _numbers)
            copy._numbers[name] = number;
        return copy;
    }

    internal bool Has(string name) => _tensors.ContainsKey(name);

    /// <summary>A tensor of the state in the memory layout of its parameter, made where it is not there yet.</summary>
    /// <param name="name">PyTorch's name.</param>
    /// <param name="like">The parameter: fused kernels walk both through memory side by side.</param>
    /// <param name="initial">The value of every element at first.</param>
    internal torch.Tensor Tensor(string name, torch.Tensor like, double initial = 0)
    {
        if (!_tensors.TryGetValue(name, out var tensor))
            Put(name, tensor = initial == 0 ? torch.zeros_like(like, requires_grad: false) : torch.full_like(like, initial, requires_grad: false));
        else if (!TensorLayout.SameOrder(tensor, like))
            Put(name, tensor = TensorLayout.InOrderOf(tensor, like));
        return tensor;
    }

    /// <summary>Stores a tensor and takes it out of any dispose scope; one of that name before is disposed.</summary>
    internal void Put(string name, torch.Tensor tensor)
    {
        if (_tensors.TryGetValue(name, out var old) && !ReferenceEquals(old, tensor))
            old.Dispose();
        _tensors[name] = tensor.DetachFromDisposeScope();
    }

    /// <summary>Stores these tensors in place of all it has; those no longer among them are disposed.</summary>
    internal void Replace(IReadOnlyDictionary<string, torch.Tensor> tensors)
    {
        foreach (var old in _tensors.Values.Where(old => !tensors.Values.Any(kept => ReferenceEquals(kept, old))))
            old.Dispose();
        _tensors.Clear();
        foreach (var (name, tensor) in tensors)
            _tensors[name] = tensor.DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in _tensors.Values)
            tensor.Dispose();
        _tensors.Clear();
        _numbers.Clear();
    }
}
