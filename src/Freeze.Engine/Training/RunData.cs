using Freeze.Models.Matching;

namespace Freeze.Training;

/// <summary>The data of a run, its labels matched to the model's classes.</summary>
/// <param name="Data">What is trained on or measured, with the model's class numbers.</param>
/// <param name="Validation">What is evaluated on, with the same class numbers; null for nothing.</param>
/// <param name="Classes">Names of the classes in the order of the model's outputs; null where unknown.</param>
/// <param name="IsForced">Whether classes do not match, and labels were taken by their numbers.</param>
/// <param name="Warnings">Classes that were matched by number, and inputs that are made in different ways.</param>
internal sealed record RunData(TorchDataset Data, TorchDataset? Validation, IReadOnlyList<string>? Classes, bool IsForced, IReadOnlyList<string> Warnings)
{
    /// <summary>Matches data to a model, and validation data to what is trained on.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">The data.</param>
    /// <param name="validation">The validation data; null for none.</param>
    /// <param name="loss">The loss: of values, classes do not matter.</param>
    /// <param name="force">Takes labels by their numbers where classes do not match.</param>
    /// <exception cref="FreezeException">ClassMismatch, LabelOutOfRange, DatasetInvalid.</exception>
    public static RunData Match(TorchModel model, TorchDataset data, TorchDataset? validation, LossKind loss, bool force)
    {
        List<string> warnings = [.. InputComparison.Warnings(data, model)];
        if (validation is not null)
            warnings.AddRange(InputComparison.Warnings(validation, data, "the training data"));
        if (loss is not (LossKind.CrossEntropy or LossKind.NegativeLogLikelihood or LossKind.BinaryCrossEntropy))
            return new RunData(data, validation, model.Classes, false, warnings);
        // Where labels can only be numbers, one that is no output is named with its sample.
        if (model.Classes is null && loss != LossKind.BinaryCrossEntropy)
            DataChecks.RequireLabels(model, data);
        var match = ClassMatch.Make(data, ClassSide.Of(model), force);
        if (validation is null)
            return new RunData(match.Data, null, match.Classes, match.IsForced, [.. warnings, .. match.Warnings]);
        // Data and validation data that both have numbers alone mean the same by them.
        var names = match.Data.Classes ?? (validation.Classes is null ? null : match.Classes);
        var trained = ClassSide.Of(data, "the training data") with
        {
            Names = names,
            Count = names?.Count ?? model.ClassCount ?? data.LabelCount,
            Cure = $"{ClassSide.OfDataCure} Or take labels by their numbers with -Force.",
        };
        var other = ClassMatch.Make(validation, trained, force);
        return new RunData(match.Data, other.Data, match.Classes, match.IsForced || other.IsForced, [.. warnings, .. match.Warnings, .. other.Warnings]);
    }
}
