using TorchSharp.Modules;

namespace Freeze.Models.Matching;

/// <summary>Checks what a user says of a model's input and classes; nothing changes.</summary>
internal static class ModelStatement
{
    /// <summary>The input as a data set has it.</summary>
    /// <exception cref="FreezeException">ShapeMismatch.</exception>
    public static (InputTransform Input, TensorShape Shape) Input(TorchModel model, TorchDataset data) =>
        RequireChannels(model, (data.Input, data.SampleShape));

    /// <summary>The input as a hashtable states it.</summary>
    /// <exception cref="FreezeException">OptionInvalid, ShapeMismatch.</exception>
    public static (InputTransform Input, TensorShape Shape) Input(TorchModel model, IReadOnlyDictionary<string, object?> entries) =>
        RequireChannels(model, new InputStatement(entries).Read(model));

    /// <exception cref="FreezeException">OptionInvalid: there are not as many names as outputs, or one of them is missing or there twice.</exception>
    public static void RequireClasses(TorchModel model, IReadOnlyList<string> names)
    {
        if (names.Any(string.IsNullOrWhiteSpace) || names.Distinct().Count() < names.Count)
            throw new FreezeException(ErrorCode.OptionInvalid, "Class",
                $"-Class is {string.Join(", ", names.Select(name => $"'{name}'"))}.", "Give each class a name of its own.");
        // A single output tells two classes apart.
        if (names.Count > 0 && model.ClassCount is { } count && names.Count != count && !(count == 1 && names.Count == 2))
            throw new FreezeException(ErrorCode.OptionInvalid, "Class",
            $"-Class has {names.Count} names, and {model.Name} has {count} classes.", "Give one for each, in the order of the model's outputs.");
    }

    private static (InputTransform Input, TensorShape Shape) RequireChannels(TorchModel model, (InputTransform Input, TensorShape Shape) statement)
    {
        var first = model.Nodes.FirstOrDefault(node => node.Parameters.Any(own => own.Value.dim() == 4))?.Module as Conv2d;
        if (first is not null && (statement.Shape.Count != 3 || statement.Shape[0] != first.in_channels))
        {
            throw new FreezeException(ErrorCode.ShapeMismatch, model.Name,
                $"{model.Name} takes images of {first.in_channels} channels, and -Input says {statement.Shape}.",
                $"Say Channels = {first.in_channels}; grey images are repeated to them.");
        }

        return statement;
    }
}
