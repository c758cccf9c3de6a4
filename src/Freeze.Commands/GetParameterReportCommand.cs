using System.Management.Automation;
using Freeze.Freezing;
using Freeze.Reporting;
using Freeze.Tensors;

namespace Freeze.Commands;

/// <summary>Reports which parameters of a model train, which are frozen and why, their optimizer group and learning rate, and how far they moved.</summary>
/// <remarks>
/// <para>Returns one row per parameter by default. Rows are plain objects: filter, measure and export them, or pipe them to Set-LayerFreeze -Model.</para>
/// <para>StepShare and StepCost give the cost of a training step under the freeze plan, relative to a step with nothing frozen. They count the forward pass
/// of every layer, the weight gradient where the weight trains, and the input gradient where something before the layer trains. A frozen layer after a
/// trainable one still passes gradients on.</para>
/// </remarks>
/// <example>
///   <summary>List the trainable parameters</summary>
///   <code>$model = Import-TorchModel resnet18 -Weights examples/data/narrow16_pretrained_0to4.pth -Width 16 -Stem Small -ClassCount 5
/// $model | Set-LayerFreeze -First 3
/// $model | Get-ParameterReport -State Trainable</code>
///   <para>Returns rows of layer3, layer4 and fc.</para>
/// </example>
/// <example>
///   <summary>Freeze by filtering rows</summary>
///   <code>$model = Import-TorchModel resnet18 -Weights examples/data/narrow16_pretrained_0to4.pth -Width 16 -Stem Small -ClassCount 5
/// Get-ParameterReport $model | Where-Object Layer -like 'layer1*' | Set-LayerFreeze -Model $model
/// Get-ParameterReport $model -By Total</code>
///   <para>Every parameter of layer1 is frozen, including the statistics of its normalization layers.</para>
/// </example>
/// <example>
///   <summary>Find layers that moved since the import</summary>
///   <code>$model = Import-TorchModel resnet18 -Weights examples/data/narrow16_pretrained_0to4.pth -Width 16 -Stem Small -ClassCount 5
/// Get-ParameterReport $model -By Layer -Since Import | Where-Object Intact -eq $false</code>
///   <para>Returns nothing before training.</para>
/// </example>
/// <example>
///   <summary>Find parameters that differ from a file</summary>
///   <code>$model = Import-TorchModel resnet18 -Weights examples/data/narrow16_pretrained_0to4.pth -Width 16 -Stem Small -ClassCount 5 -ResetHead
/// Get-ParameterReport $model -Since examples/data/narrow16_pretrained_0to4.pth | Where-Object -Not Intact</code>
///   <para>Returns only the parameters of the new head.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "ParameterReport", DefaultParameterSetName = ByPipeline)]
[OutputType(typeof(ParameterRow), typeof(LayerRow), typeof(OptimizerGroup), typeof(ParameterTotal))]
public sealed class GetParameterReportCommand : FreezeCommand
{
    private const string ByPipeline = "ModelFromPipeline", ByArgument = "Model";

    /// <summary>Model to report on.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByPipeline)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByArgument)]
    public TorchModel Model { get; set; } = null!;

    /// <summary>Optimizer whose groups and learning rates are added to the rows.</summary>
    [Parameter]
    public GroupedOptimizer? Optimizer { get; set; }

    /// <summary>Unit of a row: Parameter, Layer, Group (needs -Optimizer), or Total for the whole model.</summary>
    [Parameter]
    [PSDefaultValue(Value = "Parameter")]
    public ReportKind By { get; set; } = ReportKind.Parameter;

    /// <summary>Patterns of layers and parameters to include.</summary>
    [Parameter(Position = 0, ParameterSetName = ByPipeline)]
    [Parameter(Position = 1, ParameterSetName = ByArgument)]
    [Alias("Layer")]
    [SupportsWildcards]
    [LayerName]
    [ArgumentCompleter(typeof(LayerNameCompleter))]
    public string[]? Name { get; set; }

    /// <summary>State of the rows to include.</summary>
    [Parameter]
    public TrainingState? State { get; set; }

    /// <summary>Adds mean, standard deviation, minimum, maximum, norm and gradient norm.</summary>
    [Parameter]
    public SwitchParameter Statistics { get; set; }

    /// <summary>Reference to measure the change from: Import, Freeze (the moment of freezing), another model, or a weight file. Changes made outside a run,
    /// or since freezing, are accurate to about a tenth; all others are exact.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(SinceCompleter))]
    public object? Since { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        Model.Refresh();
        if (Model.Newcomers.Count > 0)
            WriteWarning($"{NameList.Shorten(Model.Newcomers)} appeared inside a frozen layer after the freeze.");
        using var since = OpenReference();
        var report = new ParameterReport(Model, Optimizer, since);
        var names = Name is null ? null : NameSelection.Match(Model.Outline().Names, Name);
        IEnumerable<object> rows = By switch
        {
            ReportKind.Parameter => report.Parameters(Statistics).Where(row => (names?.Contains(row.Name) ?? true) && (State is null || row.State == State.ToString())),
            ReportKind.Layer => report.Layers().Where(row => (names?.Contains(row.Name) ?? true) && (State is null || row.State == State.ToString())),
            ReportKind.Group => RequireOptimizer().Groups,
            _ => [report.Total()],
        };
        foreach (var row in rows)
            WriteObject(since is null ? row : WithView(row));
    }

    // Rows that say what moved have a view of their own, which shows that.
    private static PSObject WithView(object row)
    {
        var shown = PSObject.AsPSObject(row);
        shown.TypeNames.Insert(0, $"{row.GetType().FullName}#Since");
        return shown;
    }

    private GroupedOptimizer RequireOptimizer() => Optimizer ?? throw new FreezeException(ErrorCode.OptionInvalid, nameof(Optimizer),
        "-By Group needs an optimizer.", "Give it with -Optimizer.");

    private DriftReference? OpenReference() => (Since is PSObject wrapped ? wrapped.BaseObject : Since) switch
    {
        null => null,
        TorchModel other => DriftReference.Model(other),
        string word when word.Equals("Import", StringComparison.OrdinalIgnoreCase) => DriftReference.Import(Model),
        string word when word.Equals("Freeze", StringComparison.OrdinalIgnoreCase) => DriftReference.Freeze(Model),
        FileInfo file => DriftReference.File(file.FullName, Model),
        string path => DriftReference.File(UserPaths.ToFull(this, path), Model),
        var other => throw new FreezeException(ErrorCode.OptionInvalid, nameof(Since), $"-Since cannot be a {other.GetType().Name}.",
            "Give Import, Freeze, a model, or the path of a weight file."),
    };
}
