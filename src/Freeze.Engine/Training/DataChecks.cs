using Freeze.Freezing;
using Freeze.Networks;

namespace Freeze.Training;

/// <summary>Finds out before the first batch whether data, model and loss go together.</summary>
internal static class DataChecks
{
    /// <exception cref="FreezeException">DatasetInvalid, LabelOutOfRange, OptionInvalid or ShapeMismatch.</exception>
    public static void RequireFit(TorchModel model, TorchDataset data, LossFunction loss)
    {
        RequireSamples(model, data);
        if (loss.TakesClasses)
            RequireLabels(model, data);
        if (loss.ClassWeight is { } weights && model.ClassCount is { } classes && weights.Count != classes)
        {
            throw new FreezeException(ErrorCode.OptionInvalid, "ClassWeight", $"-ClassWeight has {weights.Count} weights, and {model.Name} has {classes} classes.",
                "Give one for each class, in the order of the model's outputs.");
        }
    }

    /// <summary>Whether there are samples, of a kind that the model's first convolution takes.</summary>
    /// <exception cref="FreezeException">DatasetInvalid or ShapeMismatch.</exception>
    public static void RequireSamples(TorchModel model, TorchDataset data)
    {
        if (data.Count == 0)
            throw new FreezeException(ErrorCode.DatasetInvalid, data.Source, $"{data.Source} has no samples.", "Check -Class and -First, and the file itself.");
        RequireChannels(model, data);
    }

    /// <summary>A batch of one sample has no batch statistics: a normalisation layer that trains would fail, or store nonsense, at the epoch's very end.</summary>
    /// <exception cref="FreezeException">DatasetInvalid.</exception>
    public static void RequireBatches(TorchModel model, TorchDataset data, int batchSize, bool dropLast)
    {
        var last = data.Count % batchSize == 0 ? batchSize : data.Count % batchSize;
        if (dropLast && data.Count < batchSize)
        {
            throw new FreezeException(ErrorCode.DatasetInvalid, data.Source, $"{data.Source} has {data.Count} samples, which do not fill one batch of {batchSize}, and -DropLast leaves out what does not.",
                "Lower -BatchSize, or leave out -DropLast.");
        }

        if (last != 1 || (dropLast && batchSize > 1) || NormalizesByBatch(model) is not { } layer)
            return;
        throw new FreezeException(ErrorCode.DatasetInvalid, data.Source,
            $"With {data.Count} sample{(data.Count == 1 ? "" : "s")} and batches of {batchSize}, the last batch has one sample, of which the layer '{layer}' cannot take batch statistics.",
            batchSize == 1 ? "Give a -BatchSize of at least 2, or freeze the normalisation layers." : data.Count == 1 ? "Give more samples, or freeze the normalisation layers." : "Leave it out with -DropLast, or choose another -BatchSize.");
    }

    /// <summary>True for class labels that are all outputs of the model.</summary>
    /// <exception cref="FreezeException">DatasetInvalid or LabelOutOfRange.</exception>
    public static void RequireLabels(TorchModel model, TorchDataset data)
    {
        if (data.Labels is not { } labels)
            throw new FreezeException(ErrorCode.DatasetInvalid, data.Source,
                $"{data.Source} has no class labels, which this loss needs.", "Give -LabelPath or -Label, or choose another -Loss.");
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

    private static string? NormalizesByBatch(TorchModel model)
    {
        var frozen = model.Freezing;
        return model.Nodes.FirstOrDefault(node => node.KeepsStatistics && node.Type.StartsWith("BatchNorm", StringComparison.Ordinal) && !frozen.KeepsStoredStatistics(node.Name))?.Name;
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
}
