using System.Management.Automation;
using Freeze.Reporting.Charts;

namespace Freeze.Commands;

/// <summary>Draws a training run, a search for a learning rate, or an evaluation into a PNG or SVG file.</summary>
/// <remarks>
/// <para>The records of Start-FineTune become a panel of the loss (training, validation, and the single steps behind them), one of the accuracy and one of the
/// metrics where there are any, and one of the learning rates by group. Where what was frozen changed, the phases are shaded and say how much trained. The best
/// epoch has a ring. Records of several runs share one chart, a line for each RunId.</para>
/// <para>Rows of epochs.csv, read with Import-Csv, are drawn as the records that they were; the single steps are missing there.</para>
/// <para>The records of Start-AdversarialTraining become both losses, the discriminator's verdicts on real and generated samples, and the rates.</para>
/// <para>The result of Find-LearningRate becomes the loss over the rate, with the suggestions marked; that of Test-TorchModel a picture of its confusion matrix.
/// One file holds one kind of chart.</para>
/// <para>Text is drawn in a font that the module brings, so charts look alike on every machine. -Width and -Height beyond the usual size give the same picture with
/// more pixels.</para>
/// </remarks>
/// <example>
///   <summary>A chart of a run in which layers thaw</summary>
///   <code>$data = Import-TorchDataset examples/data/train-images-idx3-ubyte.gz -Class 5, 6, 7, 8, 9 -Padding 2 -Channels 3 -Mean 0.2860 -StandardDeviation 0.3530 -First 320
/// $model = Import-TorchModel resnet18 -Weights examples/data/narrow16_pretrained_0to4.pth -Width 16 -Stem Small -ClassCount 5 -ResetHead -Seed 1
/// $model | New-GroupedOptimizer -LearningRate 0.01 -Momentum 0.9 | Start-FineTune -Data $data -Epochs 3 -UnfreezeSchedule Gradual -Seed 1 |
///     Export-TrainingChart examples/output/run.png -Title 'Thawing from the head down' -Force</code>
///   <para>Three shaded phases, and what trained in each.</para>
/// </example>
/// <example>
///   <summary>A learning-rate sweep as SVG</summary>
///   <code>$data = Import-TorchDataset examples/data/train-images-idx3-ubyte.gz -Class 5, 6, 7, 8, 9 -Padding 2 -Channels 3 -Mean 0.2860 -StandardDeviation 0.3530 -First 640
/// $model = Import-TorchModel resnet18 -Weights examples/data/narrow16_pretrained_0to4.pth -Width 16 -Stem Small -ClassCount 5 -ResetHead -Seed 1
/// $model | Set-LayerFreeze -TrainOnly fc
/// $model | New-GroupedOptimizer -Momentum 0.9 | Find-LearningRate -Data $data -Steps 60 -Seed 1 | Export-TrainingChart examples/output/rates.svg -Force</code>
///   <para>The suggestion is a line across the valley.</para>
/// </example>
/// <example>
///   <summary>A confusion matrix</summary>
///   <code>$data = Import-TorchDataset examples/data/t10k-images-idx3-ubyte.gz -Class 5, 6, 7, 8, 9 -Padding 2 -Channels 3 -Mean 0.2860 -StandardDeviation 0.3530 -First 320
/// $model = Import-TorchModel resnet18 -Weights examples/data/narrow16_pretrained_0to4.pth -Width 16 -Stem Small -ClassCount 5 -Seed 1
/// Test-TorchModel $model $data | Export-TrainingChart -Path examples/output/confusion.png -Force</code>
///   <para>Counts by true and predicted class.</para>
/// </example>
/// <seealso cref="StartFineTuneCommand"/>
/// <seealso cref="StartAdversarialTrainingCommand"/>
/// <seealso cref="FindLearningRateCommand"/>
/// <seealso cref="TestTorchModelCommand"/>
[Cmdlet(VerbsData.Export, "TrainingChart", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low, DefaultParameterSetName = ByPipeline)]
[OutputType(typeof(FileInfo))]
public sealed class ExportTrainingChartCommand : FreezeCommand
{
    private const string ByPipeline = "RecordsFromPipeline", ByArgument = "Records";

    private readonly List<object> _items = [];
    private string _path = "";

    /// <summary>Records of Start-FineTune or Start-AdversarialTraining, or the result of Find-LearningRate or of Test-TorchModel.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByPipeline)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByArgument)]
    public object[] InputObject { get; set; } = null!;

    /// <summary>The .png or .svg file to write.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByPipeline)]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ByArgument)]
    public string Path { get; set; } = "";

    /// <summary>Pixels from left to right; what suits the chart by default.</summary>
    [Parameter]
    public int? Width { get; set; }

    /// <summary>Pixels from top to bottom; what suits the chart by default.</summary>
    [Parameter]
    public int? Height { get; set; }

    /// <summary>A heading.</summary>
    [Parameter]
    public string Title { get; set; } = "";

    /// <summary>Overwrites a file that exists.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override bool NeedsTorch => false;

    /// <inheritdoc/>
    protected override void Begin()
    {
        _path = UserPaths.ToFull(this, Path);
        ChartFile.RequireKnown(_path);
    }

    /// <inheritdoc/>
    protected override void Process() => _items.AddRange(InputObject.Select(item => item is not PSObject wrapped ? item : wrapped.BaseObject is PSCustomObject ? RecordRows.Read(wrapped) ?? wrapped : wrapped.BaseObject));

    /// <inheritdoc/>
    protected override void End()
    {
        var write = Drawing(new ChartOptions { Path = _path, Overwrite = Force, Title = Title, Width = Width, Height = Height });
        if (!ShouldProcess(_path, "draw a chart"))
            return;
        write();
        WriteObject(new FileInfo(_path));
    }

    private Action Drawing(ChartOptions options) => _items switch
    {
        [LearningRateSweep sweep] => () => TrainingChart.Write(sweep, options),
        [Evaluation evaluation] => () => TrainingChart.Write(evaluation, options),
        [] => throw Refuse("There is nothing to draw."),
        _ when _items.TrueForAll(item => item is EpochRecord) => () => TrainingChart.Write([.. _items.Cast<EpochRecord>()], options),
        _ when _items.TrueForAll(item => item is AdversarialRecord) => () => TrainingChart.Write([.. _items.Cast<AdversarialRecord>()], options),
        _ when _items.TrueForAll(item => item is LearningRateSweep or Evaluation) => throw Refuse($"{_items.Count} results do not go into one chart."),
        _ when _items.TrueForAll(item => item is EpochRecord or AdversarialRecord or LearningRateSweep or Evaluation) => throw Refuse("Results of several kinds do not go into one chart."),
        _ => throw Refuse($"A {_items.Find(item => item is not (EpochRecord or AdversarialRecord or LearningRateSweep or Evaluation))?.GetType().Name ?? "null"} cannot be drawn{(_items.Count > 1 ? " beside the rest" : "")}."),
    };

    private static FreezeException Refuse(string what) => new(ErrorCode.OptionInvalid, "InputObject", what,
        "Give the records of Start-FineTune or of Start-AdversarialTraining, the result of Find-LearningRate, or that of Test-TorchModel, one kind a file.");
}
