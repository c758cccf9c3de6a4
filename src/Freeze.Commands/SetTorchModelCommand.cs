using System.Management.Automation;
using Freeze.Models.Matching;

namespace Freeze.Commands;

/// <summary>Names the classes of a model, and says how its images are made.</summary>
/// <remarks>
/// <para>Start-FineTune tells a model its classes and its input, and Export-TorchModel keeps both. Weights from elsewhere (.pth, TorchScript) say neither, so
/// that labels can only be
/// taken by number, and images only as ImageNet's are. Once they are known, labels of data are matched by name, and data that is prepared otherwise is warned
/// of.</para>
/// <para>Nothing about the weights changes.</para>
/// </remarks>
/// <example>
///   <summary>Name the classes of weights from elsewhere</summary>
///   <code>$model = Import-TorchModel resnet18 -Weights examples/data/narrow16_pretrained_0to4.pth -Width 16 -Stem Small -ClassCount 5
/// Set-TorchModel $model -Class T-shirt, Trouser, Pullover, Dress, Coat
/// Invoke-TorchModel $model ([TorchSharp.torch]::rand(1, 3, 32, 32))</code>
///   <para>Predictions carry the names now, and labels of data are found by name, in whatever order the data has them.</para>
/// </example>
/// <example>
///   <summary>Say how its images are made</summary>
///   <code>$model = Import-TorchModel resnet18 -Weights examples/data/narrow16_pretrained_0to4.pth -Width 16 -Stem Small -ClassCount 5
/// $model | Set-TorchModel -Input @{ Size = 28; Padding = 2; Channels = 3; Mean = 0.2860; StandardDeviation = 0.3530 } -PassThru |
///     Invoke-TorchModel -InputObject tests/fixtures/data/images/*/*.png</code>
///   <para>Images of any size are brought to 28 by 28 pixels, padded, and normalised as the weights were trained.</para>
/// </example>
/// <example>
///   <summary>As some data is made</summary>
///   <code>$data = Import-TorchDataset examples/data/t10k-images-idx3-ubyte.gz -Padding 2 -Channels 3 -Mean 0.2860 -StandardDeviation 0.3530 -First 100
/// $model = Import-TorchModel resnet18 -Weights examples/data/narrow16_pretrained_0to4.pth -Width 16 -Stem Small -ClassCount 5
/// $model | Set-TorchModel -Input $data
/// $model.Input.Mean</code>
///   <para>The classes of a data set are not taken: -Class $data.Classes does that, where they are the model's.</para>
/// </example>
/// <seealso cref="ImportTorchModelCommand"/>
/// <seealso cref="ImportTorchDatasetCommand"/>
/// <seealso cref="InvokeTorchModelCommand"/>
[Cmdlet(VerbsCommon.Set, "TorchModel", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(TorchModel))]
public sealed class SetTorchModelCommand : FreezeCommand
{
    /// <summary>The model.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public TorchModel Model { get; set; } = null!;

    /// <summary>A data set whose inputs are made as the model's are; or a hashtable with Size (one number for a square that is cut from the middle, or height
    /// and width), ResizeSize,
    /// Channels, Padding, Mean and StandardDeviation, as Import-TorchDataset takes them. What a hashtable leaves out stays as the model has it.</summary>
    [Parameter]
    public object? Input { get; set; }

    /// <summary>Names of the classes, in the order of the model's outputs; an empty list takes the names away.</summary>
    [Parameter]
    [AllowEmptyCollection]
    public string[]? Class { get; set; }

    /// <summary>Returns the model.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        using (Model.Use.Borrow())
            Change();
        if (PassThru)
            WriteObject(Model);
    }

    private void Change()
    {
        (InputTransform Input, TensorShape Shape)? statement = Plain.Of(Input) switch
        {
            null when Class is null => throw new FreezeException(ErrorCode.OptionInvalid, "Input", "There is nothing to set.", "Give -Input, -Class, or both."),
            null => null,
            TorchDataset data => ModelStatement.Input(Model, data),
            Dictionary<string, object?> table => ModelStatement.Input(Model, table),
            var other => throw new FreezeException(ErrorCode.OptionInvalid, "Input", $"-Input is {other}.",
                "Give it a data set, or a hashtable such as @{ Size = 224; Mean = 0.5; StandardDeviation = 0.25 }."),
        };
        if (Class is not null)
            ModelStatement.RequireClasses(Model, Class);
        if (statement is { } input && ShouldProcess(Model.Name, $"take inputs of {input.Shape}"))
            (Model.Input, Model.SampleShape) = (input.Input, input.Shape);
        var naming = Class is not { Length: > 0 } ? "take away the names of the classes" : $"name the classes {string.Join(", ", Class)}";
        if (Class is not null && ShouldProcess(Model.Name, naming))
            Model.Classes = Class.Length == 0 ? null : [.. Class];
    }
}
