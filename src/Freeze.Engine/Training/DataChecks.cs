namespace Freeze.Training;

/// <summary>Finds out before the first batch whether data, model and loss go together.</summary>
internal static class DataChecks
{
    /// <exception cref="FreezeException">DatasetInvalid, LabelOutOfRange or ShapeMismatch.</exception>
    public static void RequireFit(TorchModel model, TorchDataset data, LossFunction loss)
    {
        if (data.Count == 0)
            throw new FreezeException(ErrorCode.DatasetInvalid, data.Source, $"{data.Source} has no samples.", "Check -Class and -First, and the file itself.");
        RequireChannels(model, data);
        if (loss.TakesClasses)
            RequireLabels(model, data);
    }

    private static void RequireChannels(TorchModel model, TorchDataset data)
    {
        var first = model.Nodes.FirstOrDefault(node => node.Parameters.Any(own => own.Value.dim() == 4));
        if (first?.Module is not TorchSharp.Modules.Conv2d convolution || data.SampleShape.Count == 0)
            return;
        var (wanted, given) = (convolution.in_channels, data.SampleShape[0]);
        if (data.SampleShape.Count != 3 || wanted != given)
        {
            throw new FreezeException(ErrorCode.ShapeMismatch, data.Source,
                $"{model.Name} takes images of {wanted} channel{(wanted == 1 ? "" : "s")} ({first.Name}), but the samples of {data.Source} are {data.SampleShape}.",
                given == 1 && wanted == 3 ? "Repeat the grey channel with Import-TorchDataset -Channels 3, or adapt the model with Import-TorchModel -InputChannels 1."
                    : $"Import the data with -Channels {wanted}, or the model with -InputChannels {given}.");
        }
    }

    private static void RequireLabels(TorchModel model, TorchDataset data)
    {
        if (data.Labels is not { } labels)
            throw new FreezeException(ErrorCode.DatasetInvalid, data.Source, $"{data.Source} has no class labels, which this loss needs.", "Give -LabelPath or -Label, or choose another -Loss.");
        if (model.ClassCount is not { } classes)
            return;
        for (var i = 0; i < labels.Count; i++)
        {
            if (labels[i] < 0 || labels[i] >= classes)
            {
                throw new FreezeException(ErrorCode.LabelOutOfRange, data.Source,
                    $"Sample {i} of {data.Source} has the label {labels[i]}, but {model.Name} has {classes} classes, 0 to {classes - 1}.",
                    "Renumber the classes with Import-TorchDataset -Class, or give the model as many as the data has with Import-TorchModel -ClassCount.");
            }
        }
    }
}
