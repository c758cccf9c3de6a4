using System.Management.Automation;
using Freeze.Freezing;

namespace Freeze.Commands;

/// <summary>Freezes or unfreezes layers of a model.</summary>
/// <remarks>
/// <para>A frozen parameter takes no gradient, is not stepped by any optimizer, and keeps every bit. A frozen normalization layer also keeps its statistics,
/// and uses them in training as in evaluation. Freezing works before and after an optimizer is created, and between runs: a parameter that is frozen loses
/// its gradient and its optimizer state, and stays in its group.</para>
/// <para>A pattern is a dotted path from the root, with wildcards, over layers and parameters: 'layer1' covers 'layer1.0.conv1.weight' and never 'layer10';
/// '*.bias' covers every bias.</para>
/// <para>A learning rate of 0 does not freeze: each step still runs the whole backward pass, momentum continues, and statistics change.</para>
/// <para>If a script adds a parameter to a frozen layer afterwards, the next command fails with the error NewParameterInFrozenLayer, until Set-LayerFreeze
/// freezes or unfreezes that parameter. A tensor with several names is frozen under all of them, and a warning says so.</para>
/// </remarks>
/// <example>
///   <summary>Freeze the stem and the first two blocks of a residual network</summary>
///   <code>$model = Import-TorchModel resnet18 -Weights examples/data/narrow16_pretrained_0to4.pth -Width 16 -Stem Small -ClassCount 5
/// $model | Set-LayerFreeze -Through layer2 -PassThru | Get-ParameterReport -By Total</code>
///   <para>Everything that runs up to and including layer2 is frozen; the report counts what trains.</para>
/// </example>
/// <example>
///   <summary>Train only the head</summary>
///   <code>$model = Import-TorchModel resnet18 -Weights examples/data/narrow16_pretrained_0to4.pth -Width 16 -Stem Small -ClassCount 5
/// $model | Set-LayerFreeze -TrainOnly fc</code>
///   <para>Everything but fc is frozen, BatchNorm statistics included.</para>
/// </example>
/// <example>
///   <summary>Preview a change</summary>
///   <code>$model = Import-TorchModel resnet18 -Weights examples/data/narrow16_pretrained_0to4.pth -Width 16 -Stem Small -ClassCount 5
/// $model | Set-LayerFreeze 'layer*' -Except layer4 -WhatIf</code>
///   <para>Prints how many parameters would be frozen; nothing changes.</para>
/// </example>
[Cmdlet(VerbsCommon.Set, "LayerFreeze", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low, DefaultParameterSetName = ByPipeline)]
[OutputType(typeof(TorchModel))]
public sealed class SetLayerFreezeCommand : FreezeCommand
{
    private const string ByPipeline = "ModelFromPipeline", ByName = "Name", ByTrainOnly = "TrainOnly", ByThrough = "Through", ByFirst = "First", ByAll = "All";
    private readonly List<string> _namesFromPipeline = [];

    /// <summary>Model whose layers are frozen or unfrozen.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByPipeline)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByName)]
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ByTrainOnly)]
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ByThrough)]
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ByFirst)]
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ByAll)]
    public TorchModel Model { get; set; } = null!;

    /// <summary>Patterns of layers and parameters to freeze, in addition to what is frozen already. With -Model, names and report rows may come through the
    /// pipeline.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByPipeline)]
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ByName)]
    [Alias("Layer")]
    [SupportsWildcards]
    [LayerName]
    [ArgumentCompleter(typeof(LayerNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Patterns of layers and parameters to train; everything else is frozen.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByTrainOnly)]
    [SupportsWildcards]
    [LayerName]
    [ArgumentCompleter(typeof(LayerNameCompleter))]
    public string[] TrainOnly { get; set; } = [];

    /// <summary>Last layer to freeze: everything that runs up to and including it is frozen, and the rest trains.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByThrough)]
    [SupportsWildcards]
    [LayerName]
    [ArgumentCompleter(typeof(LayerNameCompleter))]
    public string Through { get; set; } = "";

    /// <summary>Number of stages to freeze, from the input on; the rest trains. A residual network's stages are conv1 with bn1, layer1 to layer4, and
    /// fc.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByFirst)]
    public int First { get; set; }

    /// <summary>Freezes the whole model; with -Unfreeze, unfreezes the whole model.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByAll)]
    public SwitchParameter All { get; set; }

    /// <summary>Patterns of layers and parameters to exclude from the selection.</summary>
    [Parameter]
    [SupportsWildcards]
    [LayerName]
    [ArgumentCompleter(typeof(LayerNameCompleter))]
    public string[] Except { get; set; } = [];

    /// <summary>Makes the selection trainable instead of frozen.</summary>
    [Parameter]
    public SwitchParameter Unfreeze { get; set; }

    /// <summary>Policy for selected normalization layers that keep statistics. Frozen: scale and shift are fixed, and the stored statistics are used and
    /// never updated. FrozenStatistics: scale and shift train, and the stored statistics are used and never updated. FrozenAffine: scale and shift are fixed,
    /// and batch statistics are used and update the stored ones. Train: scale and shift train, and batch statistics are used and update the stored
    /// ones.</summary>
    [Parameter]
    [PSDefaultValue(Value = "Frozen")]
    public BatchNormPolicy BatchNorm { get; set; } = BatchNormPolicy.Frozen;

    /// <summary>Policy for selected dropout layers in training: Keep leaves dropout active; Off disables it as in evaluation.</summary>
    [Parameter]
    [PSDefaultValue(Value = "Keep")]
    public DropoutPolicy Dropout { get; set; } = DropoutPolicy.Keep;

    /// <summary>Allows freezing parameters with random values that were never loaded or trained.</summary>
    [Parameter]
    public SwitchParameter AllowUninitialized { get; set; }

    /// <summary>Returns the model.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        // Names that stream in are one request: otherwise each would be a rule of its own.
        if (ParameterSetName == ByName)
            _namesFromPipeline.AddRange(Name);
        else
            Freeze(Name);
    }

    /// <inheritdoc/>
    protected override void End()
    {
        if (ParameterSetName == ByName && _namesFromPipeline.Count > 0)
            Freeze([.. _namesFromPipeline]);
    }

    private void Freeze(string[] names)
    {
        // Only for as long as it takes: a model that goes on in the pipeline may be trained there.
        using (Model.Use.Borrow())
            Change(names);
        if (PassThru)
            WriteObject(Model);
    }

    private void Change(string[] names)
    {
        var plan = Model.Plan(new FreezeRequest
        {
            Selection = ParameterSetName switch
            {
                ByTrainOnly => FreezeSelection.TrainOnly,
                ByThrough => FreezeSelection.Through,
                ByFirst => FreezeSelection.First,
                ByAll => FreezeSelection.All,
                _ => FreezeSelection.Named,
            },
            Patterns = ParameterSetName switch { ByTrainOnly => TrainOnly, ByThrough => [Through], _ => names },
            Except = Except,
            StageCount = First,
            Unfreeze = Unfreeze,
            BatchNorm = MyInvocation.BoundParameters.ContainsKey(nameof(BatchNorm)) ? BatchNorm : null,
            Dropout = MyInvocation.BoundParameters.ContainsKey(nameof(Dropout)) ? Dropout : null,
            AllowUninitialized = AllowUninitialized,
        });
        WriteVerbose($"{Model.Name}: {plan.Summary}.");
        foreach (var line in plan.Details(Model.Freezing))
            WriteVerbose(line);
        if (ShouldProcess(Model.Name, plan.Summary))
        {
            Model.Apply(plan);
            foreach (var warning in plan.Warnings)
                WriteWarning(warning);
        }
    }
}
