using Freeze.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Freeze.Training;

/// <summary>Runs a model of any kind on a batch.</summary>
internal static class ForwardPass
{
    /// <summary>The model's output for a batch: for features of its frozen beginning, what is left of the model is run.</summary>
    public static Tensor Run(TorchModel model, Batch batch) => batch.Rest is { } rest ? rest(batch.Inputs) : Run(model, batch.Inputs);

    /// <summary>The model's output for a batch of inputs, which are moved to its device and data type first.</summary>
    public static Tensor Run(TorchModel model, Tensor inputs)
    {
        var placed = Place(model, inputs);
        return model.Module switch
        {
            nn.Module<Tensor, Tensor> module => module.call(placed),
            jit.ScriptModule<Tensor, Tensor> script => script.call(placed),
            _ => throw new FreezeException(ErrorCode.ShapeMismatch, model.Name, $"{model.Name} does not take one tensor and give one tensor.", "Only such modules can be trained and evaluated."),
        };
    }

    /// <summary>Inputs on the model's device, in its data type.</summary>
    public static Tensor Place(TorchModel model, Tensor inputs)
    {
        var first = model.Parameters.Count > 0 ? model.Parameters[0].Value : null;
        return first is null ? inputs : inputs.to(inputs.is_floating_point() ? first.dtype : inputs.dtype, first.device);
    }
}
