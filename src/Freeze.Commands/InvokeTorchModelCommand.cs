using System.Collections;
using System.Management.Automation;
using Freeze.Data;
using Freeze.Inference;
using Freeze.Models.Matching;
using TorchSharp;

namespace Freeze.Commands;

/// <summary>Runs a model on images, tensors or arrays, and returns a prediction for each sample.</summary>
/// <remarks>
/// <para>Images of any size are prepared like the data that the model was trained on (its Input: size, channels, padding, mean, standard deviation). If the
/// Input of an architecture is not known, images are prepared as for torchvision's published weights, and a warning says so; Set-TorchModel -Input sets
/// it.</para>
/// <para>Tensors and arrays are inputs already, either single ones or with any batch dimensions in front, and are used as they are. So are data sets. A data
/// set that is prepared differently from the model's Input gives a warning, and so do tensors of another size or scale.</para>
/// <para>Results are returned as soon as a batch is full, in the order of the samples. An image that cannot be read is a separate error that names its path;
/// the other images are still processed.</para>
/// <para>For classifiers, Scores holds the probability of every class. For other models it holds the output values. If the output is not a vector of values,
/// such as the images of a generator, Output holds it as a tensor without the batch dimension.</para>
/// </remarks>
/// <example>
///   <summary>Classify image files</summary>
///   <code>$model = Import-TorchModel resnet18 -Weights examples/data/narrow16_pretrained_0to4.pth -Width 16 -Stem Small -ClassCount 5
/// Get-ChildItem tests/fixtures/data/images -Recurse -Include *.jpg, *.png | Invoke-TorchModel $model -ErrorAction SilentlyContinue</code>
///   <para>Returns one row per image: its path, its class, and the probability of that class.</para>
/// </example>
/// <example>
///   <summary>List the three most probable classes of each sample in a tensor</summary>
///   <code>$model = Import-TorchModel resnet18 -Weights examples/data/narrow16_pretrained_0to4.pth -Width 16 -Stem Small -ClassCount 5
/// $batch = [TorchSharp.torch]::rand(4, 3, 32, 32)
/// $model | Invoke-TorchModel -InputObject $batch -TopK 3 | Select-Object Source, Top</code>
///   <para>Source counts the samples from 0.</para>
/// </example>
/// <example>
///   <summary>Run a small network on a row of numbers</summary>
///   <code>$model = New-TorchModel 'Linear(4, 8)', 'ReLU', 'Linear(8, 1)' -Seed 1
/// (Invoke-TorchModel $model (5.1, 3.5, 1.4, 0.2)).Scores</code>
///   <para>A model without classes returns its output values.</para>
/// </example>
/// <seealso cref="TestTorchModelCommand"/>
[Cmdlet(VerbsLifecycle.Invoke, "TorchModel", DefaultParameterSetName = ByArgument)]
[OutputType(typeof(Prediction))]
public sealed class InvokeTorchModelCommand : FreezeCommand
{
    private const string ByPipeline = "ModelFromPipeline", ByArgument = "Model";
    private readonly HashSet<string> _warned = [];
    private bool _hasWarnedOfTensors;
    private PredictionQueue? _queue;

    /// <summary>Model to run.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByPipeline)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByArgument)]
    public TorchModel Model { get; set; } = null!;

    /// <summary>Images by path, with wildcards, or as files; tensors; arrays of numbers; data sets. A list of numbers is one sample; a list of anything else
    /// is processed item by item.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByPipeline)]
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ByArgument)]
    [Alias("FullName", "Path")]
    [SupportsWildcards]
    public object InputObject { get; set; } = null!;

    /// <summary>Number of samples per batch; it affects speed and memory, not the result.</summary>
    [Parameter]
    [PSDefaultValue(Value = 32)]
    public int BatchSize { get; set; } = 32;

    /// <summary>Number of most probable classes to list in Top.</summary>
    [Parameter]
    [PSDefaultValue(Value = 0)]
    public int TopK { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (_queue is null || ParameterSetName == ByPipeline)
        {
            Emit(_queue?.Flush());
            _queue?.Dispose();
            _queue = new PredictionQueue(Model, BatchSize, TopK);
        }

        // A row that names a file, such as Select-Object FullName makes.
        if (InputObject is PSObject { BaseObject: PSCustomObject } row && (row.Properties["FullName"] ?? row.Properties["Path"])?.Value is string path)
            TakePath(path);
        else
            Take(Plain.Of(InputObject));
    }

    /// <inheritdoc/>
    protected override void End() => Emit(_queue?.Flush());

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _queue?.Dispose();
        base.Dispose(disposing);
    }

    private void Take(object? input)
    {
        switch (input)
        {
            case torch.Tensor tensor:
                TakeTensor(tensor);
                break;
            case string path:
                TakePath(path);
                break;
            case FileSystemInfo file:
                TakeImage(file.FullName);
                break;
            case TorchDataset data:
                TakeData(data);
                break;
            case null:
                throw NoInput("nothing");
            default:
                TakeNumbers(input);
                break;
        }
    }

    private void TakePath(string path)
    {
        IReadOnlyList<string> files;
        try
        {
            files = UserPaths.ToExisting(this, path, ErrorCode.DatasetNotFound);
        }
        catch (FreezeException error) when (error.Code == ErrorCode.DatasetNotFound)
        {
            WriteError(ErrorRecords.From(error));
            return;
        }

        foreach (var file in files)
            TakeImage(file);
    }

    private void TakeImage(string file)
    {
        var results = _queue!.AddImage(file);
        if (_queue.Assumption is { } assumption)
            WarnOnce(assumption);
        Emit(results);
    }

    private void TakeData(TorchDataset data)
    {
        foreach (var warning in InputComparison.Warnings(data, Model))
            WarnOnce(warning);
        foreach (var batch in new DataLoader(data, [.. Enumerable.Range(0, data.Count)], BatchSize, dropLast: false))
        {
            using (batch)
                Emit(_queue!.AddTensor(batch.Inputs));
            if (Cancellation.IsCancellationRequested)
                return;
        }
    }

    private void TakeTensor(torch.Tensor tensor)
    {
        var results = _queue!.AddTensor(tensor);
        // Each one has numbers of its own; the first that differ say enough.
        if (!_hasWarnedOfTensors && InputComparison.Warnings(tensor, Model) is [var warning])
        {
            _hasWarnedOfTensors = true;
            WriteWarning(warning);
        }

        Emit(results);
    }

    private void TakeNumbers(object input)
    {
        using var tensor = TensorInputs.Of(input);
        if (tensor is not null)
        {
            TakeTensor(tensor);
            return;
        }

        if (input is not IEnumerable several)
            throw NoInput(input.GetType().Name);
        foreach (var item in several)
            Take(Plain.Of(item));
    }

    private void Emit(IEnumerable<object>? results)
    {
        foreach (var result in results ?? [])
        {
            if (result is FreezeException error)
                WriteError(ErrorRecords.From(error));
            else
                WriteObject(result);
        }
    }

    private void WarnOnce(string warning)
    {
        if (_warned.Add(warning))
            WriteWarning(warning);
    }

    private static FreezeException NoInput(string what) => new(ErrorCode.DatasetInvalid, "InputObject", $"{what} cannot be the input of a model.",
        "Give paths of images, tensors, arrays of numbers, or a data set.");
}
