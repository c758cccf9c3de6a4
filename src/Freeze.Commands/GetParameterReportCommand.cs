using System.Management.Automation;
using Freeze.Freezing;
using Freeze.Reporting;
using Freeze.Tensors;

namespace Freeze.Commands;

/// <summary>Reports what of a model trains, what is frozen and why, in which group and at which rate, and what moved.</summary>
/// <remarks>
/// <para>One row a parameter by default. The rows are plain objects: filter, measure and export them, or pipe them to Set-LayerFreeze -Model.</para>
/// <para>StepShare and StepCost say what a training step costs under the freeze plan, relative to one with nothing frozen: forward everywhere,
/// the gradient of a weight where it trains, the gradient of an input where something before it trains. A frozen layer behind a trainable one
/// still passes gradients on.</para>
/// </remarks>
/// <example>
///   <summary>What trains</summary>
///   <code>$model = Import-TorchModel resnet18 -Weights examples/data/narrow16_pretrained_0to4.pth -Width 16 -Stem Small -ClassCount 5
/// $model | Set-LayerFreeze -First 3
/// $model | Get-ParameterReport -State Trainable</code>
///   <para>Rows of layer3, layer4 and fc.</para>
/// </example>
/// <example>
///   <summary>Freeze by filtering rows</summary>
///   <code>$model = Import-TorchModel resnet18 -Weights examples/data/narrow16_pretrained_0to4.pth -Width 16 -Stem Small -ClassCount 5
/// Get-ParameterReport $model | Where-Object Layer -like 'layer1*' | Set-LayerFreeze -Model $model
/// Get-ParameterReport $model -By Total</code>
///   <para>Every parameter of layer1 is frozen, its normalisation layers with their statistics.</para>
/// </example>
/// <example>
///   <summary>What moved since the import</summary>
///   <code>$model = Import-TorchModel resnet18 -Weights examples/data/narrow16_pretrained_0to4.pth -Width 16 -Stem Small -ClassCount 5
/// Get-ParameterReport $model -By Layer -Since Import | Where-Object Intact -eq $false</code>
///   <para>Nothing, before training.</para>
/// </example>
/// <example>
///   <summary>What moved since a file was written</summary>
///   <code>$model = Import-TorchModel resnet18 -Weights examples/data/narrow16_pretrained_0to4.pth -Width 16 -Stem Small -ClassCount 5 -ResetHead
/// Get-ParameterReport $model -Since examples/data/narrow16_pretrained_0to4.pth | Where-Object -Not Intact</code>
///   <para>The new head alone.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "ParameterReport", DefaultParameterSetName = ByPipeline)]
[OutputType(typeof(ParameterRow), typeof(LayerRow), typeof(OptimizerGroup), typeof(ParameterTotal))]
public sealed class GetParameterReportCommand : FreezeCommand
{
    private const string ByPipeline = "ModelFromPipeline", ByArgument = "Model";

    /// <summary>The model.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByPipeline)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByArgument)]
    public TorchModel Model { get; set; } = null!;

    /// <summary>The optimizer whose groups and rates are joined in.</summary>
    [Parameter]
    public GroupedOptimizer? Optimizer { get; set; }

    /// <summary>What a row stands for.</summary>
    [Parameter]
    [PSDefaultValue(Value = "Parameter")]
    public ReportKind By { get; set; } = ReportKind.Parameter;

    /// <summary>Patterns over layers and parameters: only these rows.</summary>
    [Parameter(Position = 0, ParameterSetName = ByPipeline)]
    [Parameter(Position = 1, ParameterSetName = ByArgument)]
    [Alias("Layer")]
    [SupportsWildcards]
    [LayerName]
    [ArgumentCompleter(typeof(LayerNameCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Only rows in this state.</summary>
    [Parameter]
    public TrainingState? State { get; set; }

    /// <summary>Adds mean, standard deviation, extremes, norm and gradient norm.</summary>
    [Parameter]
    public SwitchParameter Statistics { get; set; }

    /// <summary>Adds how far each row is from a reference: Import, Freeze (the moment of freezing), another model, or a weight file.
    /// What moved outside a run, or since the freeze, is measured within about a tenth; everything else exactly.</summary>
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
        var other => throw new FreezeException(ErrorCode.OptionInvalid, nameof(Since), $"-Since cannot be a {other.GetType().Name}.", "Give Import, Freeze, a model, or the path of a weight file."),
    };
}
