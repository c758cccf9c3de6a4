using Freeze.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Freeze.Training.FeatureCaching;

/// <summary>A model's forward pass in stages, so that the first of them can run apart from the others. The order of the stages is known, never guessed.</summary>
internal sealed class StagedPass
{
    private readonly Func<Tensor, Tensor>[] _forward;
    private readonly ScriptStages? _script;

    private StagedPass(IReadOnlyList<NetworkStage> stages, ScriptStages? script = null) =>
        (Stages, _script, _forward) = (stages, script, [.. stages.Select(stage => stage.Forward)]);

    /// <summary>The stages in execution order; what a stage does before its layers is one of its own, without layers.</summary>
    public IReadOnlyList<NetworkStage> Stages { get; }

    /// <summary>The stages of a network of this project, of a sequence, or of a TorchScript module whose code proves them.</summary>
    /// <param name="model">The model.</param>
    /// <param name="reason">Clause that says why there are none; empty where there are.</param>
    /// <returns>Null where the order is not known: in a module of somebody's own, anything may happen between its layers.</returns>
    public static StagedPass? Of(TorchModel model, out string reason)
    {
        reason = "";
        // A network that somebody else has derived may do otherwise than its stages.
        if (model.Module is StagedNetwork network && network.GetType().Assembly == typeof(StagedNetwork).Assembly)
            return new StagedPass([.. network.Stages.SelectMany(Parts)]);
        if (model.Module.GetType() == typeof(Sequential))
        {
            var children = model.Nodes.Where(node => node.Depth == 1).ToList();
            if (children.All(child => child.Module is nn.Module<Tensor, Tensor>))
                return new StagedPass([.. children.Select(child => new NetworkStage(child.Name, [child.Name], ((nn.Module<Tensor, Tensor>)child.Module).call))]);
        }

        if (ScriptStages.Of(model, out reason) is { } script)
            return new StagedPass(script.Stages, script);
        return null;
    }

    /// <inheritdoc cref="Of(TorchModel, out string)"/>
    public static StagedPass? Of(TorchModel model) => Of(model, out _);

    /// <summary>Finds in the code of TorchScript layers why a stage cannot be relied on to give each sample the same output every time.</summary>
    /// <param name="stage">Index of the stage.</param>
    /// <returns>A clause; null where it can, or where the layers themselves are known.</returns>
    public string? WhyNot(int stage) => _script?.WhyNot(stage);

    /// <summary>True for TorchScript layers, whose code was looked into.</summary>
    public bool IsScript => _script is not null;

    /// <summary>Runs some of the stages.</summary>
    /// <param name="input">What stage <paramref name="from"/> takes.</param>
    /// <param name="from">Index of the first stage to run.</param>
    /// <param name="to">Index of the first stage not to run.</param>
    public Tensor Run(Tensor input, int from, int to) => StageSequence.Run(new ArraySegment<Func<Tensor, Tensor>>(_forward, from, to - from), input);

    private static IEnumerable<NetworkStage> Parts(NetworkStage stage) => stage.Parts is { } parts
        ? [new NetworkStage($"before {stage.Name}", [], parts.Entry), new NetworkStage(stage.Name, stage.Layers, parts.Body)]
        : [stage];
}
