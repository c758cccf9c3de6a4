using TorchSharp;
using static TorchSharp.torch;

namespace Freeze.Networks;

/// <summary>A network whose forward pass is a fixed sequence of named stages.</summary>
/// <remarks>
/// The stages are what <c>-First</c>, <c>-Through</c>, layer decay and the feature cache count in: running stages 0..k and then
/// k..n gives the same bits as running the whole.
/// </remarks>
public abstract class StagedNetwork : nn.Module<Tensor, Tensor>
{
    private IReadOnlyList<NetworkStage>? _stages;

    /// <param name="name">The architecture's name.</param>
    protected StagedNetwork(string name) : base(name)
    {
    }

    /// <summary>The stages in execution order. Every child that has parameters belongs to exactly one.</summary>
    public IReadOnlyList<NetworkStage> Stages => _stages ??= DescribeStages();

    /// <summary>Runs some of the stages.</summary>
    /// <param name="input">What stage <paramref name="from"/> takes; for stage 0 the images, N x C x H x W.</param>
    /// <param name="from">Index of the first stage to run.</param>
    /// <param name="to">Index of the first stage not to run; where it equals <paramref name="from"/> the input itself comes back.</param>
    public Tensor Run(Tensor input, int from, int to) => StageSequence.Run(Stages.Skip(from).Take(to - from).Select(stage => stage.Forward), input);

    /// <inheritdoc/>
    public sealed override Tensor forward(Tensor input) => Run(input, 0, Stages.Count);

    /// <summary>Names the stages in execution order.</summary>
    protected abstract IReadOnlyList<NetworkStage> DescribeStages();
}
