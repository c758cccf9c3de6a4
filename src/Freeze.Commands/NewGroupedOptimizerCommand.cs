using System.Collections;
using System.Management.Automation;
using Freeze.Optimization;

namespace Freeze.Commands;

/// <summary>Creates an optimizer in which groups of layers have their own learning rates, options and algorithms.</summary>
/// <remarks>
/// <para>Every parameter belongs to exactly one group, including frozen ones. Frozen parameters are not stepped; when they are unfrozen later, they already
/// have their group and its schedule. Parameters that no group names go to the group 'default'. Option names and defaults are those of PyTorch.</para>
/// <para>A group is a hashtable: Layer (patterns) with any of Except, Name, Algorithm, LearningRate or LearningRateScale, Momentum, Dampening, Nesterov,
/// WeightDecay, Beta1, Beta2, Epsilon and Option. Settings that a group does not state come from the parameters of the command.</para>
/// </remarks>
/// <example>
///   <summary>Use three learning rates</summary>
///   <code>$model = Import-TorchModel resnet18 -Width 8 -Stem Small -ClassCount 5
/// $model | New-GroupedOptimizer -LearningRate 0.01 -Momentum 0.9 -Group @{ Layer = 'layer3', 'layer4'; LearningRate = 0.001 },
///     @{ Layer = 'fc'; LearningRate = 0.05 }</code>
///   <para>layer3 and layer4 form one group, fc another, and the rest is the group 'default' at 0.01.</para>
/// </example>
/// <example>
///   <summary>Use another algorithm for the head</summary>
///   <code>$model = Import-TorchModel resnet18 -Width 8 -Stem Small -ClassCount 5
/// $optimizer = $model | New-GroupedOptimizer -LearningRate 0.01 -Group @{ Layer = 'fc'; Algorithm = 'AdamW'; LearningRate = 0.001; WeightDecay = 0.05 }
/// $optimizer.Groups</code>
///   <para>Returns one row per group.</para>
/// </example>
/// <example>
///   <summary>Lower the rates toward the input, without decay on biases and normalization</summary>
///   <code>$model = Import-TorchModel resnet18 -Width 8 -Stem Small -ClassCount 5
/// $model | New-GroupedOptimizer -Algorithm AdamW -LearningRate 0.001 -WeightDecay 0.05 -LayerDecay 0.7 -NoDecay bias, norm</code>
///   <para>Each stage trains at 0.7 times the rate of the one after it.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "GroupedOptimizer")]
[OutputType(typeof(GroupedOptimizer))]
public sealed class NewGroupedOptimizerCommand : FreezeCommand
{
    /// <summary>Model to optimize.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public TorchModel Model { get; set; } = null!;

    /// <summary>Optimization algorithm of every group that names no other.</summary>
    [Parameter]
    [PSDefaultValue(Value = "SGD")]
    public OptimizerAlgorithm Algorithm { get; set; } = OptimizerAlgorithm.SGD;

    /// <summary>Learning rate; by default PyTorch's default for the algorithm.</summary>
    [Parameter]
    public double? LearningRate { get; set; }

    /// <summary>Momentum factor.</summary>
    [Parameter]
    public double? Momentum { get; set; }

    /// <summary>Dampening of the momentum: the share of the newest gradient that is left out.</summary>
    [Parameter]
    public double? Dampening { get; set; }

    /// <summary>Enables Nesterov momentum.</summary>
    [Parameter]
    public SwitchParameter Nesterov { get; set; }

    /// <summary>Weight decay factor: decoupled for AdamW, added to the gradient otherwise.</summary>
    [Parameter]
    public double? WeightDecay { get; set; }

    /// <summary>Decay rate of the first moment.</summary>
    [Parameter]
    public double? Beta1 { get; set; }

    /// <summary>Decay rate of the second moment.</summary>
    [Parameter]
    public double? Beta2 { get; set; }

    /// <summary>Term added to a denominator for numerical stability.</summary>
    [Parameter]
    public double? Epsilon { get; set; }

    /// <summary>Further options by PyTorch's argument names, such as @{ amsgrad = $true }.</summary>
    [Parameter]
    public Hashtable Option { get; set; } = [];

    /// <summary>Groups of layers with their own settings, as hashtables.</summary>
    [Parameter]
    public IDictionary[] Group { get; set; } = [];

    /// <summary>Factor on the learning rate of each stage, applied once for every stage between it and the last.</summary>
    [Parameter]
    public double? LayerDecay { get; set; }

    /// <summary>Smallest factor that -LayerDecay may reach.</summary>
    [Parameter]
    public double MinimumScale { get; set; }

    /// <summary>Learning rates of the first and the last stage; the stages between are spaced geometrically.</summary>
    [Parameter]
    [ValidateCount(2, 2)]
    public double[]? LearningRateRange { get; set; }

    /// <summary>Parameters without weight decay: 'bias' (including in_proj_bias, bias_ih_l0 and the like), 'norm', or patterns of layers and
    /// parameters.</summary>
    [Parameter]
    [SupportsWildcards]
    [LayerName]
    public string[] NoDecay { get; set; } = [];

    /// <summary>Strength of decay toward the imported weights (L2-SP).</summary>
    [Parameter]
    public double AnchorDecay { get; set; }

    /// <summary>Treatment of parameters that no group names: put them in the group 'default', fail with an error, or leave them out.</summary>
    [Parameter]
    [PSDefaultValue(Value = "Default")]
    public Remainder Remainder { get; set; } = Remainder.Default;

    /// <inheritdoc/>
    protected override void Process()
    {
        var optimizer = ModelOptimizer.Create(Model, new GroupPlanRequest
        {
            Parameters = [],
            Algorithm = Algorithm,
            Settings = new OptimizerSettings
            {
                LearningRate = LearningRate,
                Momentum = Momentum,
                Dampening = Dampening,
                Nesterov = MyInvocation.BoundParameters.ContainsKey(nameof(Nesterov)) ? Nesterov.IsPresent : null,
                WeightDecay = WeightDecay,
                Beta1 = Beta1,
                Beta2 = Beta2,
                Epsilon = Epsilon,
                Option = Plain.Dictionary(Option),
            },
            Rules = [.. Group.Select(table => GroupSpecification.Parse(Plain.Table(table)))],
            Remainder = Remainder,
            LayerDecay = LayerDecay,
            MinimumScale = MinimumScale,
            LearningRateRange = LearningRateRange is { } range ? (range[0], range[1]) : null,
            NoDecay = NoDecay,
            AnchorDecay = AnchorDecay,
        });
        WriteVerbose(optimizer.ToString()!);
        WriteObject(optimizer);
    }
}
