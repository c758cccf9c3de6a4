using System.Globalization;
using Freeze.Libtorch;
using Freeze.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Freeze.Inference;

/// <summary>Runs a model on batches and says what each sample is.</summary>
/// <param name="model">The model.</param>
/// <param name="topK">How many of the best classes each prediction lists.</param>
internal sealed class Predictor(TorchModel model, int topK)
{
    // What ends in one of these gives values and not the odds of classes, however many there are.
    private static readonly string?[] Activations = ["Tanh", "Sigmoid", "ReLU", "Hardtanh", "Hardsigmoid"];

    /// <summary>Runs a batch. Nothing stays open on the thread afterwards.</summary>
    /// <param name="inputs">N x the sample's shape; the caller disposes of it.</param>
    /// <param name="sources">Where each of the N comes from.</param>
    /// <exception cref="FreezeException">ShapeMismatch, OutOfMemory.</exception>
    public IReadOnlyList<Prediction> Run(Tensor inputs, IReadOnlyList<object> sources)
    {
        IReadOnlyList<Prediction> predictions = [];
        NativeFailure.Translate($"Running {model.Name}", () =>
        {
            // The caller's pipeline may have trained the model since the last batch.
            using var use = model.Use.Borrow();
            using var modes = ModuleModes.BeginEvaluation(model);
            using var off = no_grad();
            using var scope = NewDisposeScope();
            var outputs = Forward(inputs).to(ScalarType.Float32).cpu();
            if (outputs.dim() == 0 || outputs.shape[0] != sources.Count)
            {
                throw new FreezeException(ErrorCode.ShapeMismatch, model.Name, $"{model.Name} gives {new TensorShape(outputs.shape)} for {sources.Count} samples, not one output for each.",
                    "Only models that keep the batch as the first dimension can be asked for predictions.");
            }

            predictions = outputs.dim() <= 2 ? Rows(outputs.reshape(sources.Count, -1), sources) : Maps(outputs, sources);
        });
        return predictions;
    }

    // One image alone takes other convolution kernels than many do, with other rounding, and noisy ones where it is small.
    private Tensor Forward(Tensor inputs) => inputs.dim() == 4 && inputs.shape[0] == 1
        ? ForwardPass.Run(model, cat([inputs, inputs], 0)).narrow(0, 0, 1)
        : ForwardPass.Run(model, inputs);

    private List<Prediction> Rows(Tensor outputs, IReadOnlyList<object> sources)
    {
        var classes = (int)outputs.shape[1];
        var isSingle = classes == 1 && model.Classes?.Count == 2;
        var last = model.Identity.Layers is null ? null : model.Nodes[^1].Type;
        var hasClasses = isSingle || classes > 1 && (model.ClassCount == classes || model.Classes?.Count == classes) && !Activations.Contains(last);
        // One output for two classes is the log-odds of the second, as -Loss BinaryCrossEntropy trains it.
        var scores = isSingle ? cat([(-outputs).sigmoid(), outputs.sigmoid()], 1) : hasClasses && last != "Softmax" ? outputs.softmax(1) : outputs;
        var (values, width) = (scores.to(ScalarType.Float64).contiguous().data<double>().ToArray(), (int)scores.shape[1]);
        return [.. sources.Select((source, i) => Row(source, values[(i * width)..((i + 1) * width)], hasClasses))];
    }

    private Prediction Row(object source, double[] scores, bool hasClasses)
    {
        if (!hasClasses)
            return new Prediction { Source = source, Scores = scores };
        // Equal ones in the order of their numbers.
        var best = Enumerable.Range(0, scores.Length).OrderByDescending(label => double.IsNaN(scores[label]) ? double.NegativeInfinity : scores[label])
            .Take(Math.Max(1, topK)).Select(label => new ClassProbability(NameOf(label), scores[label])).ToList();
        return new Prediction { Source = source, Scores = scores, Label = best[0].Label, Probability = best[0].Probability, Top = topK > 0 ? best : [] };
    }

    private static List<Prediction> Maps(Tensor outputs, IReadOnlyList<object> sources) =>
        [.. sources.Select((source, i) => new Prediction { Source = source, Scores = [], Output = outputs[i].clone().contiguous().DetachFromDisposeScope() })];

    private string NameOf(int label) => model.Classes is { } names && label < names.Count ? names[label] : label.ToString(CultureInfo.InvariantCulture);
}
