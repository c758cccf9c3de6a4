using Freeze.Freezing;
using Freeze.Models;
using Freeze.Networks;
using Freeze.Tensors;
using static TorchSharp.torch;

namespace Freeze;

/// <summary>Model with its torch module, weights, freeze plan, classes and input preparation.</summary>
public sealed class TorchModel : IDisposable
{
    private readonly List<WeakReference<IFreezeListener>> _listeners = [];
    private readonly Dictionary<string, TensorImprint> _frozenSince = [];
    private readonly HashSet<string> _newcomers = [];
    private ModuleSnapshot _census;

    internal TorchModel(nn.Module module, ModelIdentity identity, ImportReport import, Func<string, Provenance> provenance)
    {
        (Module, Identity, Import) = (module, identity, import);
        _census = ModuleSnapshot.Take(module, identity.LayerTypes, provenance);
        Originals = new ImportBaseline(StateTensors);
        Use = new ModelLock(this);
    }

    /// <summary>Short name of the model: that of the architecture or the file.</summary>
    public string Name => Identity.Name;

    /// <summary>Name of the architecture; null for TorchScript and a script's own modules.</summary>
    public string? Architecture => Identity.Architecture;

    /// <summary>Path of the file or files that the weights came from; null if there are none.</summary>
    public string? Source => Import.Files.Count == 0 ? null : string.Join(", ", Import.Files);

    /// <summary>Device that holds the tensors.</summary>
    public string Device => Parameters.Count == 0 ? "cpu" : Parameters[0].Value.device.ToString();

    /// <summary>Data type of the parameters by PyTorch's name.</summary>
    public string DataType => Parameters.Count == 0 ? "float32" : ElementNames.Of(Parameters[0].Value.dtype);

    /// <summary>Number of classifier outputs; null if unknown.</summary>
    public int? ClassCount => Identity.ClassCount;

    /// <summary>Names of the classes, in the order of the outputs; null if unknown.</summary>
    public IReadOnlyList<string>? Classes { get; internal set; }

    /// <summary>Preparation of images for the model's input; null if unknown.</summary>
    public InputTransform? Input { get; internal set; }

    /// <summary>Shape of one sample, channels first: that of its data, or the one that the architecture was published for; null if unknown.</summary>
    public TensorShape? SampleShape { get; internal set; }

    /// <summary>Number of elements in all parameters; a tensor with several names counts once.</summary>
    public long ParameterCount => Parameters.Where(parameter => parameter.AliasOf is null).Sum(parameter => parameter.Count);

    /// <summary>Number of elements that currently take gradients.</summary>
    public long TrainableCount => Parameters.Where(parameter => parameter.AliasOf is null && parameter.Trainable).Sum(parameter => parameter.Count);

    /// <summary>Number of elements that do not take gradients.</summary>
    public long FrozenCount => ParameterCount - TrainableCount;

    /// <summary>Full dotted name of the classifier layer; null if unknown.</summary>
    public string? Head => Identity.Head;

    /// <summary>Layers that hold parameters or statistics, in execution order; a layer's count includes its children.</summary>
    public IReadOnlyList<LayerSummary> Layers => LayerSummaries.Of(this);

    /// <summary>Report of the import: what was loaded and what was not.</summary>
    public ImportReport Import { get; }

    /// <summary>Live torch module.</summary>
    public nn.Module Module { get; }

    /// <summary>Every parameter in PyTorch's order.</summary>
    internal IReadOnlyList<ModelParameter> Parameters => Census.Parameters;

    /// <summary>Every module, the root first, in execution order.</summary>
    internal IReadOnlyList<LayerNode> Nodes => Census.Nodes;

    /// <summary>Parameters that have appeared inside frozen layers, and about which nobody has decided yet.</summary>
    internal IReadOnlyCollection<string> Newcomers => _newcomers;

    /// <summary>The run that diverged on it last and where, until other weights take the place of those that it left; null for none.</summary>
    internal string? Divergence { get; set; }

    /// <summary>Who works with it now.</summary>
    internal ModelLock Use { get; }

    /// <summary>What it was built as.</summary>
    internal ModelIdentity Identity { get; }

    /// <summary>What Set-LayerFreeze has said so far.</summary>
    internal FreezeState Freezing { get; private set; } = FreezeState.Empty;

    /// <summary>What its tensors were at import.</summary>
    internal ImportBaseline Originals { get; }

    /// <summary>What everything that is frozen now was at the moment it was frozen.</summary>
    internal IReadOnlyDictionary<string, TensorImprint> FrozenSince => _frozenSince;

    /// <summary>Every buffer, in execution order.</summary>
    internal IEnumerable<NamedBuffer> Buffers => Nodes.SelectMany(node => node.Buffers);

    /// <summary>Parameters and buffers in PyTorch's state_dict order: module by module, parameters before buffers.</summary>
    internal IEnumerable<NamedBuffer> StateTensors => ModuleSnapshot.RegistrationOrder(Module, Nodes)
        .SelectMany(node => node.Parameters.Select(own => new NamedBuffer(own.Name, own.Value)).Concat(node.Buffers));

    /// <summary>Looks at the module anew: a script may have replaced parts of it.</summary>
    internal void Refresh()
    {
        var before = _census;
        _census = before.Retake(Module);
        if (ReferenceEquals(before, _census))
            return;
        _newcomers.UnionWith(FrozenLayers.Newcomers(before, _census, Freezing));
        _newcomers.IntersectWith(_census.Parameters.Select(parameter => parameter.Name));
    }

    /// <summary>Looks at the module anew, and refuses to go on with parameters that have appeared inside frozen layers.</summary>
    /// <exception cref="FreezeException">NewParameterInFrozenLayer.</exception>
    internal void RequireSettled()
    {
        Refresh();
        RequireNone([.. Parameters.Select(parameter => parameter.Name).Where(_newcomers.Contains)]);
    }

    /// <summary>Names, sizes and flags of this moment, without tensors.</summary>
    internal ModelOutline Outline() => new(
        [.. Parameters.Select(parameter => new ParameterOutline(parameter.Name, parameter.Layer, parameter.Count, parameter.Trainable, parameter.Provenance, parameter.AliasOf))],
        [.. Nodes.Skip(1).Select(node => new LayerOutline(node.Name, node.Type, node.KeepsStatistics, node.IsDropout))],
        ModelStages.Of(this));

    /// <summary>Plans a freeze request against the present state; nothing changes.</summary>
    /// <exception cref="FreezeException">What planning throws, and NewParameterInFrozenLayer where the request leaves one undecided.</exception>
    internal FreezePlan Plan(FreezeRequest request)
    {
        Refresh();
        RequireParameters();
        var plan = FreezePlanner.Plan(Outline(), Freezing, request);
        RequireNone([.. Parameters.Select(parameter => parameter.Name).Where(name => _newcomers.Contains(name) && !plan.Settled.Contains(name))]);
        return plan;
    }

    /// <summary>Carries a plan out: flags set, gradients of frozen parameters null, optimizers told.</summary>
    internal void Apply(FreezePlan plan)
    {
        var byName = Parameters.ToDictionary(parameter => parameter.Name);
        foreach (var parameter in plan.Freeze.Select(outline => byName[outline.Name]))
        {
            parameter.Value.requires_grad = false;
            // Null, not zero: an optimizer skips only parameters that have no gradient at all.
            parameter.Value.grad = null;
        }

        foreach (var parameter in plan.Unfreeze.Select(outline => byName[outline.Name]))
            parameter.Value.requires_grad = true;
        Freezing = plan.State;
        _newcomers.ExceptWith(plan.Settled);
        RememberFrozen();
        NotifyFrozen([.. plan.Freeze.Select(outline => outline.Name)]);
    }

    /// <summary>Takes over a freeze state, flags included.</summary>
    /// <param name="state">The state.</param>
    /// <param name="rule">What asks for it.</param>
    /// <returns>Whether anything has changed.</returns>
    internal bool Reach(FreezeState state, string rule)
    {
        var plan = FreezePlanner.Reach(Outline(), state, rule);
        if (!plan.Changes(Freezing))
            return false;
        Apply(plan);
        return true;
    }

    /// <summary>A module without parameters can be run, and neither frozen nor trained.</summary>
    /// <exception cref="FreezeException">NothingTrainable.</exception>
    internal void RequireParameters()
    {
        if (Parameters.Count > 0)
            return;
        throw new FreezeException(ErrorCode.NothingTrainable, Name, $"{Name} has no parameters: torch.jit.freeze has made constants of them, or it never had any.",
            "Export it again in Python without torch.jit.freeze: torch.jit.script(model).save('model.pt').");
    }

    /// <summary>Takes over a freeze state whose flags are set already.</summary>
    internal void RestoreFreezing(FreezeState state)
    {
        Freezing = state;
        RememberFrozen();
    }

    /// <summary>Frozen tensors have been given their values of an earlier time: that is what they have been since they were frozen.</summary>
    internal void ReviseFrozen()
    {
        foreach (var tensor in FrozenProof.Frozen(this).Where(tensor => !_frozenSince.TryGetValue(tensor.Name, out var since) || !since.Matches(tensor.Value)))
            _frozenSince[tensor.Name] = TensorImprint.Of(tensor.Value);
    }

    /// <summary>Registers something that keeps state by parameter; held weakly.</summary>
    internal void Listen(IFreezeListener listener) => _listeners.Add(new WeakReference<IFreezeListener>(listener));

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Frees the module's tensors.</summary>
    public void Dispose()
    {
        Originals.Dispose();
        Module.Dispose();
    }

    // Module.to() replaces every tensor at once and frees those of before; everything else waits for the next command.
    private ModuleSnapshot Census
    {
        get
        {
            if (_census.Parameters is [{ Value.IsInvalid: true }, ..])
                Refresh();
            return _census;
        }
    }

    private void RememberFrozen()
    {
        var frozen = FrozenProof.Frozen(this).ToList();
        foreach (var thawed in _frozenSince.Keys.Except(frozen.Select(tensor => tensor.Name)).ToList())
            _frozenSince.Remove(thawed);
        foreach (var tensor in frozen.Where(tensor => !_frozenSince.ContainsKey(tensor.Name)))
            _frozenSince[tensor.Name] = TensorImprint.Of(tensor.Value);
    }

    private void NotifyFrozen(IReadOnlyList<string> names)
    {
        _listeners.RemoveAll(reference => !reference.TryGetTarget(out _));
        foreach (var reference in _listeners)
        {
            if (reference.TryGetTarget(out var listener))
                listener.OnFrozen(names);
        }
    }

    private void RequireNone(IReadOnlyList<string> newcomers)
    {
        if (newcomers.Count == 0)
            return;
        throw new FreezeException(ErrorCode.NewParameterInFrozenLayer, newcomers[0],
            $"{NameList.Shorten(newcomers)} {(newcomers.Count == 1 ? "has" : "have")} appeared in {Name} inside a layer that is frozen: a part of it was replaced, added or resized after the freeze.",
            $"Say what {(newcomers.Count == 1 ? "it is" : "they are")} to do: Set-LayerFreeze -Name '{newcomers[0]}' -Unfreeze trains it, without -Unfreeze it is frozen with the rest.");
    }
}
