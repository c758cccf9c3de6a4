using TorchSharp;
using static TorchSharp.torch;

namespace Freeze.Tests.Training.FeatureCaching;

/// <summary>A module as users write them: children that a function of theirs runs, as it likes.</summary>
internal sealed class UserModule : nn.Module<Tensor, Tensor>
{
    private readonly Dictionary<string, nn.Module<Tensor, Tensor>> _parts = [];
    private readonly Func<UserModule, Tensor, Tensor> _run;

    public UserModule(Func<UserModule, Tensor, Tensor> run, params (string Name, nn.Module<Tensor, Tensor> Part)[] parts)
        : base("User")
    {
        _run = run;
        foreach (var (name, part) in parts)
        {
            register_module(name, part);
            _parts[name] = part;
        }
    }

    /// <summary>A parameter of its own; null for none.</summary>
    public TorchSharp.Modules.Parameter? Own { get; private set; }

    public int Calls { get; private set; }

    public UserModule With(string name, Tensor values)
    {
        Own = new TorchSharp.Modules.Parameter(values);
        register_parameter(name, Own);
        return this;
    }

    public Tensor Part(string name, Tensor input) => _parts[name].call(input);

    public override Tensor forward(Tensor input)
    {
        Calls++;
        return _run(this, input);
    }
}
