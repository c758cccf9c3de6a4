using Freeze.Data;
using Freeze.Libtorch;
using TorchSharp;
using static TorchSharp.torch;

namespace Freeze.Models;

/// <summary>Runs a model of any kind on a batch.</summary>
internal static class ForwardPass
{
    /// <summary>The model's output for a batch, in the data type of its weights whatever precision it was computed in: a loss is never computed in less.</summary>
    /// <param name="model">The model.</param>
    /// <param name="batch">The batch; for features of the model's frozen beginning, what is left of it is run.</param>
    /// <param name="precision">What convolutions and matrix products compute in. It holds within this call, on this thread.</param>
    public static Tensor Run(TorchModel model, Batch batch, Precision precision) => Cast(model, precision, () => batch.Rest is { } rest ? rest(batch.Inputs) : Run(model, batch.Inputs));

    /// <summary>The model's output for a batch of inputs, in the data type of its weights whatever precision it was computed in.</summary>
    public static Tensor Run(TorchModel model, Tensor inputs, Precision precision) => Cast(model, precision, () => Run(model, inputs));

    /// <summary>The model's output for a batch of inputs, which are moved to its device and data type first.</summary>
    public static Tensor Run(TorchModel model, Tensor inputs)
    {
        var placed = ConvolutionLayout.Arrange(model, Place(model, inputs));
        return model.Module switch
        {
            nn.Module<Tensor, Tensor> module => module.call(placed),
            jit.ScriptModule<Tensor, Tensor> script => Call(model, script, placed),
            _ => throw Unfit(model),
        };
    }

    // What a script gives is known only when it has run: TorchSharp fails on tuples, dictionaries and texts each in its own way.
    private static Tensor Call(TorchModel model, jit.ScriptModule<Tensor, Tensor> script, Tensor inputs)
    {
        try
        {
            return script.call(inputs);
        }
        catch (Exception error) when (error is InvalidCastException or ArgumentOutOfRangeException or NotImplementedException)
        {
            throw Unfit(model);
        }
    }

    private static FreezeException Unfit(TorchModel model) =>
        new(ErrorCode.ShapeMismatch, model.Name, $"{model.Name} does not take one tensor and give one tensor.", "Only such modules can be trained and evaluated.");

    /// <summary>Inputs on the model's device, in its data type.</summary>
    public static Tensor Place(TorchModel model, Tensor inputs)
    {
        var first = model.Parameters.Count > 0 ? model.Parameters[0].Value : null;
        return first is null ? inputs : inputs.to(inputs.is_floating_point() ? first.dtype : inputs.dtype, first.device);
    }

    private static Tensor Cast(TorchModel model, Precision precision, Func<Tensor> pass)
    {
        using var cast = Autocast.Begin(DeviceOf(model), precision);
        var outputs = pass();
        return cast is null ? outputs : outputs.to(ScalarType.Float32);
    }

    private static DeviceType DeviceOf(TorchModel model) => model.Parameters.Count > 0 ? model.Parameters[0].Value.device_type : DeviceType.CPU;
}
