using System.Management.Automation;
using Freeze.Reporting.Charts;

namespace Freeze.Commands;

/// <summary>Draws a training run, a learning-rate sweep or an evaluation as a PNG or SVG chart.</summary>
/// <remarks>
/// <para>Records of Start-FineTune become one panel for the loss (training, validation, and the individual steps behind them), one each for accuracy and
/// metrics if there are any, and one for the learning rates by group. If the frozen layers changed during the run, the phases are shaded and labeled with the
/// number of trainable parameters. A ring marks the best epoch. Records of several runs share one chart, with a line for each RunId.</para>
/// <para>Rows of epochs.csv, read with Import-Csv, are drawn like the original records, but without the individual steps.</para>
/// <para>Records of Start-AdversarialTraining become panels for both losses, the discriminator's scores of real and generated samples, and the learning
/// rates.</para>
/// <para>The result of Find-LearningRate becomes the loss over the learning rate, with the suggestions marked. The result of Test-TorchModel becomes a
/// confusion matrix. One file holds one kind of chart.</para>
/// <para>Text uses a font that comes with the module, so charts look the same on every machine. A larger -Width and -Height give the same picture with more
/// pixels.</para>
/// </remarks>
/// <example>
///   <summary>Chart a run that unfreezes layers</summary>
///   <code>$prepare = @{ Class = 5..9; Padding = 2; Channels = 3; Mean = 0.2860; StandardDeviation = 0.3530 }
/// $data = Import-TorchDataset examples/data/train-images-idx3-ubyte.gz @prepare -First 320
/// $model = Import-TorchModel resnet18 -Weights examples/data/narrow16_pretrained_0to4.pth -Width 16 -Stem Small -ClassCount 5 -ResetHead -Seed 1
/// $model | New-GroupedOptimizer -LearningRate 0.01 -Momentum 0.9 | Start-FineTune -Data $data -Epochs 3 -UnfreezeSchedule Gradual -Seed 1 |
///     Export-TrainingChart examples/output/run.png -Title 'Thawing from the head down' -Force</code>
///   <para>Shows three shaded phases, each with what trained in it.</para>
/// </example>
/// <example>
///   <summary>Draw a learning-rate sweep as SVG</summary>
///   <code>$prepare = @{ Class = 5..9; Padding = 2; Channels = 3; Mean = 0.2860; StandardDeviation = 0.3530 }
/// $data = Import-TorchDataset examples/data/train-images-idx3-ubyte.gz @prepare -First 640
/// $model = Import-TorchModel resnet18 -Weights examples/data/narrow16_pretrained_0to4.pth -Width 16 -Stem Small -ClassCount 5 -ResetHead -Seed 1
/// $model | Set-LayerFreeze -TrainOnly fc
/// $model | New-GroupedOptimizer -Momentum 0.9 | Find-LearningRate -Data $data -Steps 60 -Seed 1 | Export-TrainingChart examples/output/rates.svg -Force</code>
///   <para>A line across the valley marks the suggestion.</para>
/// </example>
/// <example>
///   <summary>Draw a confusion matrix</summary>
///   <code>$prepare = @{ Class = 5..9; Padding = 2; Channels = 3; Mean = 0.2860; StandardDeviation = 0.3530 }
/// $data = Import-TorchDataset examples/data/t10k-images-idx3-ubyte.gz @prepare -First 320
/// $model = Import-TorchModel resnet18 -Weights examples/data/narrow16_pretrained_0to4.pth -Width 16 -Stem Small -ClassCount 5 -Seed 1
/// Test-TorchModel $model $data | Export-TrainingChart -Path examples/output/confusion.png -Force</code>
///   <para>Shows the number of samples by true and predicted class.</para>
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

    /// <summary>Records of Start-FineTune or Start-AdversarialTraining, or the result of Find-LearningRate or Test-TorchModel.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByPipeline)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByArgument)]
    public object[] InputObject { get; set; } = null!;

    /// <summary>Path of the .png or .svg file to write.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByPipeline)]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ByArgument)]
    public string Path { get; set; } = "";

    /// <summary>Width in pixels; by default it depends on the chart.</summary>
    [Parameter]
    public int? Width { get; set; }

    /// <summary>Height in pixels; by default it depends on the chart.</summary>
    [Parameter]
    public int? Height { get; set; }

    /// <summary>Heading of the chart; none by default.</summary>
    [Parameter]
    public string Title { get; set; } = "";

    /// <summary>Overwrites an existing file.</summary>
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
        _ when _items.TrueForAll(item => item is LearningRateSweep or Evaluation) => throw Refuse($"{_items.Count} results cannot share one chart."),
        _ when _items.TrueForAll(item => item is EpochRecord or AdversarialRecord or LearningRateSweep or Evaluation)
            => throw Refuse("Results of different kinds cannot share one chart."),
        _ => throw Refuse($"A {_items.Find(item => item is not (EpochRecord or AdversarialRecord or LearningRateSweep or Evaluation))?.GetType().Name ?? "null"} cannot be drawn{(_items.Count > 1 ? " beside the rest" : "")}."),
    };

    private static FreezeException Refuse(string what) => new(ErrorCode.OptionInvalid, "InputObject", what,
        "Give the records of Start-FineTune or of Start-AdversarialTraining, the result of Find-LearningRate, or that of Test-TorchModel; one kind per file.");
}
