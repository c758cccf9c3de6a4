using System.Collections;
using System.Management.Automation;
using Freeze.Optimization;

namespace Freeze.Commands;

/// <summary>Makes an optimizer whose groups of layers have their own learning rates, options and algorithms.</summary>
/// <remarks>
/// <para>Every parameter belongs to exactly one group, frozen ones too: they are not stepped, and when they are unfrozen later they are in their
/// group and its schedule already. What no group names goes to the group 'default'. Numbers and defaults are PyTorch's.</para>
/// <para>A group is a hashtable: Layer (patterns) with any of Except, Name, Algorithm, LearningRate or LearningRateScale, Momentum, Dampening,
/// Nesterov, WeightDecay, Beta1, Beta2, Epsilon and Option. What it does not state it takes from the parameters of the command.</para>
/// </remarks>
/// <example>
///   <summary>Three learning rates</summary>
///   <code>$model = Import-TorchModel resnet18 -Width 8 -Stem Small -ClassCount 5
/// $model | New-GroupedOptimizer -LearningRate 0.01 -Momentum 0.9 -Group @{ Layer = 'layer3', 'layer4'; LearningRate = 0.001 }, @{ Layer = 'fc'; LearningRate = 0.05 }</code>
///   <para>layer3 and layer4 form one group, fc another, and the rest is the group 'default' at 0.01.</para>
/// </example>
/// <example>
///   <summary>Another algorithm for the head</summary>
///   <code>$model = Import-TorchModel resnet18 -Width 8 -Stem Small -ClassCount 5
/// $optimizer = $model | New-GroupedOptimizer -LearningRate 0.01 -Group @{ Layer = 'fc'; Algorithm = 'AdamW'; LearningRate = 0.001; WeightDecay = 0.05 }
/// $optimizer.Groups</code>
///   <para>One row a group.</para>
/// </example>
/// <example>
///   <summary>Rates that fall toward the input, no decay on biases and normalisation</summary>
///   <code>$model = Import-TorchModel resnet18 -Width 8 -Stem Small -ClassCount 5
/// $model | New-GroupedOptimizer -Algorithm AdamW -LearningRate 0.001 -WeightDecay 0.05 -LayerDecay 0.7 -NoDecay bias, norm</code>
///   <para>Each stage trains at 0.7 times the rate of the one after it.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "GroupedOptimizer")]
[OutputType(typeof(GroupedOptimizer))]
public sealed class NewGroupedOptimizerCommand : FreezeCommand
{
    /// <summary>The model.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public TorchModel Model { get; set; } = null!;

    /// <summary>The algorithm of every group that names no other.</summary>
    [Parameter]
    [PSDefaultValue(Value = "SGD")]
    public OptimizerAlgorithm Algorithm { get; set; } = OptimizerAlgorithm.SGD;

    /// <summary>The learning rate; PyTorch's default for the algorithm where it is left out.</summary>
    [Parameter]
    public double? LearningRate { get; set; }

    /// <summary>The momentum factor.</summary>
    [Parameter]
    public double? Momentum { get; set; }

    /// <summary>How far momentum damps the newest gradient.</summary>
    [Parameter]
    public double? Dampening { get; set; }

    /// <summary>Momentum that looks ahead.</summary>
    [Parameter]
    public SwitchParameter Nesterov { get; set; }

    /// <summary>The weight decay factor: decoupled for AdamW, part of the gradient otherwise.</summary>
    [Parameter]
    public double? WeightDecay { get; set; }

    /// <summary>The decay of the first moment.</summary>
    [Parameter]
    public double? Beta1 { get; set; }

    /// <summary>The decay of the second moment.</summary>
    [Parameter]
    public double? Beta2 { get; set; }

    /// <summary>What is added to a denominator.</summary>
    [Parameter]
    public double? Epsilon { get; set; }

    /// <summary>Further options by PyTorch's argument names, such as @{ amsgrad = $true }.</summary>
    [Parameter]
    public Hashtable Option { get; set; } = [];

    /// <summary>Groups of layers with settings of their own.</summary>
    [Parameter]
    public IDictionary[] Group { get; set; } = [];

    /// <summary>Multiplies the rate of each stage by this, once for every stage between it and the last.</summary>
    [Parameter]
    public double? LayerDecay { get; set; }

    /// <summary>The least factor that -LayerDecay comes to.</summary>
    [Parameter]
    public double MinimumScale { get; set; }

    /// <summary>The rates of the first and the last stage; the stages between are spaced geometrically.</summary>
    [Parameter]
    [ValidateCount(2, 2)]
    public double[]? LearningRateRange { get; set; }

    /// <summary>Where weight decay is 0: 'bias' (in_proj_bias, bias_ih_l0 and the like too), 'norm', or patterns over layers and parameters.</summary>
    [Parameter]
    [SupportsWildcards]
    [LayerName]
    public string[] NoDecay { get; set; } = [];

    /// <summary>Strength of decay toward the weights as they were imported (L2-SP).</summary>
    [Parameter]
    public double AnchorDecay { get; set; }

    /// <summary>What becomes of parameters that no group names: the group 'default', an error, or nothing at all.</summary>
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
