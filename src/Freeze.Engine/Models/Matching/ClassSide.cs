using Freeze.Tensors;

namespace Freeze.Models.Matching;

/// <summary>The classes that labels are matched to: a model's, or those of other data.</summary>
/// <param name="Name">The model or the data, as messages call it.</param>
/// <param name="Names">Names of the classes, in the order of their numbers; null where unknown.</param>
/// <param name="Count">Classes; null where unknown.</param>
internal sealed record ClassSide(string Name, IReadOnlyList<string>? Names, int? Count)
{
    /// <summary>Cure where data and other data do not match.</summary>
    public const string OfDataCure = "Select the classes that both have with Import-TorchDataset -Class, or rename them so that both call them alike.";

    /// <summary>True while the classes mean nothing: the head was drawn at random and never trained.</summary>
    public bool IsOpen { get; init; }

    /// <summary>Cure where labels do not match.</summary>
    public required string Cure { get; init; }

    /// <summary>The classes of a model. A single output tells two classes apart.</summary>
    /// <param name="model">The model.</param>
    public static ClassSide Of(TorchModel model) => new(model.Name, model.Classes, model.Classes?.Count ?? (model.ClassCount == 1 ? 2 : model.ClassCount))
    {
        IsOpen = IsFresh(model),
        Cure = "For other classes, import the model with -ClassCount and -ResetHead; where they are only called otherwise, "
            + "name the model's with Set-TorchModel -Class; or take labels by their numbers with -Force.",
    };

    /// <summary>The classes of data.</summary>
    /// <param name="data">The data.</param>
    /// <param name="name">What messages call it.</param>
    public static ClassSide Of(TorchDataset data, string name) => new(name, data.Classes, data.Classes?.Count ?? data.LabelCount)
    {
        Cure = OfDataCure,
    };

    private static bool IsFresh(TorchModel model)
    {
        var head = model.Parameters.Where(parameter => model.Head is null || DottedName.IsInside(parameter.Name, model.Head)).ToList();
        return head.Count > 0 && head.All(parameter => parameter.Provenance == Provenance.Initialized);
    }
}
