using System.Management.Automation;
using Freeze.Models.Matching;

namespace Freeze.Commands;

/// <summary>Sets the class names of a model and the preparation of its images.</summary>
/// <remarks>
/// <para>Start-FineTune gives a model its classes and its Input, and Export-TorchModel saves both. Weights from elsewhere (.pth, TorchScript) have neither,
/// so labels can only be matched by number, and images only be prepared as for ImageNet. Once they are set, labels of data are matched by name, and data that
/// is prepared differently gives a warning.</para>
/// <para>The weights do not change.</para>
/// </remarks>
/// <example>
///   <summary>Name the classes of weights from elsewhere</summary>
///   <code>$model = Import-TorchModel resnet18 -Weights examples/data/narrow16_pretrained_0to4.pth -Width 16 -Stem Small -ClassCount 5
/// Set-TorchModel $model -Class T-shirt, Trouser, Pullover, Dress, Coat
/// Invoke-TorchModel $model ([TorchSharp.torch]::rand(1, 3, 32, 32))</code>
///   <para>Predictions now have these names, and labels of data are matched by name, in any order.</para>
/// </example>
/// <example>
///   <summary>Set the preparation of images</summary>
///   <code>$model = Import-TorchModel resnet18 -Weights examples/data/narrow16_pretrained_0to4.pth -Width 16 -Stem Small -ClassCount 5
/// $model | Set-TorchModel -Input @{ Size = 28; Padding = 2; Channels = 3; Mean = 0.2860; StandardDeviation = 0.3530 } -PassThru |
///     Invoke-TorchModel -InputObject tests/fixtures/data/images/*/*.png</code>
///   <para>Images of any size are resized to 28 by 28 pixels, padded, and normalized as for training the weights.</para>
/// </example>
/// <example>
///   <summary>Copy the preparation of a data set</summary>
///   <code>$data = Import-TorchDataset examples/data/t10k-images-idx3-ubyte.gz -Padding 2 -Channels 3 -Mean 0.2860 -StandardDeviation 0.3530 -First 100
/// $model = Import-TorchModel resnet18 -Weights examples/data/narrow16_pretrained_0to4.pth -Width 16 -Stem Small -ClassCount 5
/// $model | Set-TorchModel -Input $data
/// $model.Input.Mean</code>
///   <para>The classes of the data set are not copied. If they are the classes of the model, add -Class $data.Classes.</para>
/// </example>
/// <seealso cref="ImportTorchModelCommand"/>
/// <seealso cref="ImportTorchDatasetCommand"/>
/// <seealso cref="InvokeTorchModelCommand"/>
[Cmdlet(VerbsCommon.Set, "TorchModel", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(TorchModel))]
public sealed class SetTorchModelCommand : FreezeCommand
{
    /// <summary>Model to set properties of.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public TorchModel Model { get; set; } = null!;

    /// <summary>Data set with the same input preparation as the model; or a hashtable with Size (one number for a square cropped from the center, or height
    /// and width), ResizeSize, Channels, Padding, Mean and StandardDeviation, as in Import-TorchDataset. Settings that a hashtable leaves out do not
    /// change.</summary>
    [Parameter]
    public object? Input { get; set; }

    /// <summary>Names of the classes, in the order of the model's outputs; an empty list removes the names.</summary>
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
            var other => throw new FreezeException(ErrorCode.OptionInvalid, "Input", $"-Input cannot be {other}.",
                "Give it a data set, or a hashtable such as @{ Size = 224; Mean = 0.5; StandardDeviation = 0.25 }."),
        };
        if (Class is not null)
            ModelStatement.RequireClasses(Model, Class);
        if (statement is { } input && ShouldProcess(Model.Name, $"set the input to {input.Shape}"))
            (Model.Input, Model.SampleShape) = (input.Input, input.Shape);
        var naming = Class is not { Length: > 0 } ? "remove the class names" : $"name the classes {string.Join(", ", Class)}";
        if (Class is not null && ShouldProcess(Model.Name, naming))
            Model.Classes = Class.Length == 0 ? null : [.. Class];
    }
}
