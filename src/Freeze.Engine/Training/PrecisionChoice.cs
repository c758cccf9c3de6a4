using Freeze.Libtorch;

namespace Freeze.Training;

/// <summary>The precision that a run computes in, and what the user should know of it.</summary>
/// <param name="Precision">The precision.</param>
/// <param name="Warnings">Why it is not the one that was asked for; empty where it is.</param>
internal sealed record PrecisionChoice(Precision Precision, IReadOnlyList<string> Warnings)
{
    /// <summary>Takes what is asked for where it is possible, and float32 elsewhere.</summary>
    /// <param name="model">The model.</param>
    /// <param name="wanted">What is asked for.</param>
    /// <exception cref="FreezeException">OptionInvalid: the model's weights are not float32.</exception>
    public static PrecisionChoice Make(TorchModel model, Precision wanted)
    {
        if (wanted == Precision.Float32)
            return new PrecisionChoice(wanted, []);
        var first = model.Parameters[0].Value;
        if (first.dtype != TorchSharp.torch.ScalarType.Float32)
        {
            throw new FreezeException(ErrorCode.OptionInvalid, "Precision", $"-Precision bfloat16 casts float32 weights as they are used, but those of {model.Name} are {model.DataType}.",
                "Leave it out, or import the model with -DataType float32.");
        }

        return Autocast.IsAvailable(first.device_type) ? new PrecisionChoice(wanted, [])
            : new PrecisionChoice(Precision.Float32, [$"This libtorch ({TorchLibrary.EnsureLoaded().Exports.Version ?? "of an unknown version"}) does not offer bfloat16 by autocast on {first.device_type.ToString().ToLowerInvariant()}; the run computes in float32."]);
    }
}
