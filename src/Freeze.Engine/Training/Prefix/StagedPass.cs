using Freeze.Models.Architectures;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Freeze.Training.Prefix;

/// <summary>A model's forward pass in stages, so that the first of them can run apart from the others.</summary>
internal sealed class StagedPass
{
    private readonly Func<Tensor, Tensor>[] _forward;

    private StagedPass(IReadOnlyList<NetworkStage> stages, bool isProven) =>
        (Stages, IsProven, _forward) = (stages, isProven, [.. stages.Select(stage => stage.Forward)]);

    /// <summary>The stages in execution order; what a stage does before its layers is one of its own, without layers.</summary>
    public IReadOnlyList<NetworkStage> Stages { get; }

    /// <summary>Whether the model says itself that it runs so; otherwise it is a guess, which has to be tried.</summary>
    public bool IsProven { get; }

    /// <summary>The stages of a network of this project or of a sequence; the children in their order for any other module, TorchScript too.</summary>
    /// <returns>Null where something is no module of one tensor to one.</returns>
    public static StagedPass? Of(TorchModel model)
    {
        if (model.Module is StagedNetwork network)
            return new StagedPass([.. network.Stages.SelectMany(Parts)], isProven: true);
        var children = model.Nodes.Where(node => node.Depth == 1).ToList();
        var isSequence = model.Module.GetType() == typeof(Sequential);
        var stages = children.Select(child => ChildStages.Of(child, isGuess: !isSequence)).ToList();
        return stages.Count == 0 || stages.Contains(null) ? null : new StagedPass([.. stages.SelectMany(stage => Parts(stage!))], isSequence);
    }

    /// <summary>Runs some of the stages.</summary>
    /// <param name="input">What stage <paramref name="from"/> takes.</param>
    /// <param name="from">Index of the first stage to run.</param>
    /// <param name="to">Index of the first stage not to run.</param>
    public Tensor Run(Tensor input, int from, int to) => StageSequence.Run(new ArraySegment<Func<Tensor, Tensor>>(_forward, from, to - from), input);

    private static IEnumerable<NetworkStage> Parts(NetworkStage stage) => stage.Parts is { } parts
        ? [new NetworkStage($"before {stage.Name}", [], parts.Entry), new NetworkStage(stage.Name, stage.Layers, parts.Body)]
        : [stage];
}
