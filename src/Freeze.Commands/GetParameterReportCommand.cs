using System.Management.Automation;
using Freeze.Layers;
using Freeze.Models;
using Freeze.Reporting;

namespace Freeze.Commands;

/// <summary>Reports what of a model trains, what is frozen and why, in which group and at which rate, and what moved.</summary>
/// <remarks>
/// <para>One row a parameter by default. The rows are plain objects: filter, measure and export them, or pipe them to Set-LayerFreeze -Model.</para>
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
[Cmdlet(VerbsCommon.Get, "ParameterReport")]
[OutputType(typeof(ParameterRow), typeof(LayerRow), typeof(OptimizerGroup), typeof(ParameterTotal))]
public sealed class GetParameterReportCommand : FreezeCommand
{
    /// <summary>The model.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public TorchModel Model { get; set; } = null!;

    /// <summary>The optimizer whose groups and rates are joined in.</summary>
    [Parameter]
    public GroupedOptimizer? Optimizer { get; set; }

    /// <summary>What a row stands for.</summary>
    [Parameter]
    [PSDefaultValue(Value = "Parameter")]
    public ReportKind By { get; set; } = ReportKind.Parameter;

    /// <summary>Patterns over layers and parameters: only these rows.</summary>
    [Parameter]
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

    /// <summary>Adds how far each row is from a reference: Import, Freeze (the moment of freezing), another model, or a file written by Export-TorchModel.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(SinceCompleter))]
    public object? Since { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        using var reference = OpenReference();
        var report = new ParameterReport(Model, Optimizer, reference?.Drift);
        var names = Name is null ? null : NameSelection.Match(Model.Outline().Names, Name);
        IEnumerable<object> rows = By switch
        {
            ReportKind.Parameter => report.Parameters(Statistics).Where(row => (names?.Contains(row.Name) ?? true) && (State is null || row.State == State.ToString())),
            ReportKind.Layer => report.Layers().Where(row => (names?.Contains(row.Name) ?? true) && (State is null || row.Trainable == TextOf(State.Value))),
            ReportKind.Group => RequireOptimizer().Groups,
            _ => [report.Total()],
        };
        WriteObject(rows, enumerateCollection: true);
    }

    private GroupedOptimizer RequireOptimizer() => Optimizer ?? throw new FreezeException(ErrorCode.OptionInvalid, nameof(Optimizer),
        "-By Group needs an optimizer.", "Give it with -Optimizer.");

    private DriftSource? OpenReference() => (Since is PSObject wrapped ? wrapped.BaseObject : Since) switch
    {
        null => null,
        TorchModel other => new DriftSource(DriftReference.Model(other), null),
        string word when word.Equals("Import", StringComparison.OrdinalIgnoreCase) => new DriftSource(DriftReference.Import(Model), null),
        string word when word.Equals("Freeze", StringComparison.OrdinalIgnoreCase) => new DriftSource(DriftReference.Freeze(Model), null),
        FileInfo file => FromFile(file.FullName),
        string path => FromFile(UserPaths.ToFull(this, path)),
        var other => throw new FreezeException(ErrorCode.OptionInvalid, nameof(Since), $"-Since cannot be a {other.GetType().Name}.", "Give Import, Freeze, a model, or the path of an exported file."),
    };

    private static DriftSource FromFile(string path)
    {
        var model = ModelImporter.FromFile(path, new ImportOptions());
        return new DriftSource(DriftReference.Model(model), model);
    }

    private static string TextOf(TrainingState state) => state switch { TrainingState.Trainable => "True", TrainingState.Frozen => "False", _ => "Partial" };

    // A model that was read for the comparison alone is freed with it.
    private sealed record DriftSource(DriftReference Drift, TorchModel? Owned) : IDisposable
    {
        public void Dispose() => Owned?.Dispose();
    }
}
