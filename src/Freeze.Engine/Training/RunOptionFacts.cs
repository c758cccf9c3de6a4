using System.Collections;
using System.Globalization;
using Freeze.Training.Checkpointing;

namespace Freeze.Training;

/// <summary>What of a run's options, models and data has to be the same for a saved run to go on in the same numbers.</summary>
internal static class RunOptionFacts
{
    /// <summary>States the options that every kind of run has. How many epochs there are is left out: more may follow.</summary>
    public static ResumeContract StateOptions(this ResumeContract facts, RunOptions options) => facts
        .State("batch size", options.BatchSize)
        .State("leaving out the last batch", options.DropLast)
        .State("shuffling", options.Shuffle)
        .StateSchedule(options)
        .State("warm-up epochs", options.WarmupEpochs)
        .State("accumulation steps", options.AccumulationSteps)
        .State("clip norm", options.ClipNorm)
        .State("clip norm type", options.ClipNormType)
        .State("clip value", options.ClipValue)
        .State("precision", options.Precision)
        .State("deterministic algorithms", options.Deterministic);

    /// <summary>States the options of a fine-tuning run.</summary>
    /// <param name="facts">The facts.</param>
    /// <param name="options">The options.</param>
    /// <param name="isAugmented">Whether samples are augmented: without, views of them are all alike.</param>
    public static ResumeContract StateFineTuning(this ResumeContract facts, FineTuneOptions options, bool isAugmented) => facts
        .StateOptions(options)
        .State("loss", options.Loss)
        .State("label smoothing", options.LabelSmoothing)
        .State("class weights", options.ClassWeight?.Select(weight => weight.ToString("R", CultureInfo.InvariantCulture)) ?? [])
        .State("views of each sample", isAugmented ? options.CacheViews : 0)
        .State("freeze epochs", options.FreezeEpochs)
        .State("unfreeze schedule", options.Unfreeze is { IsGradual: true } ? ["Gradual"]
            : options.Unfreeze?.Layers.Select(entry => $"{entry.Epoch}: {string.Join(", ", entry.Patterns)}") ?? []);

    /// <summary>States how the learning rates go.</summary>
    /// <param name="facts">The facts.</param>
    /// <param name="options">The options.</param>
    /// <param name="of">Which model's, for a run of several, as in " of the generator".</param>
    public static ResumeContract StateSchedule(this ResumeContract facts, RunOptions options, string of = "") => facts
        .State($"schedule{of}", options.ScheduleFunction is null ? options.Schedule ?? "None" : options.ScheduleText ?? "a function")
        .State($"schedule options{of}", Texts(options.ScheduleOption));

    /// <summary>States what a model is, and how its parameters are grouped. Weights are not looked at: a resumed run brings its own.</summary>
    /// <param name="facts">The facts.</param>
    /// <param name="optimizer">The optimizer, which knows its model.</param>
    /// <param name="of">Which model, for a run of several, as in " of the generator".</param>
    public static ResumeContract StateModel(this ResumeContract facts, GroupedOptimizer optimizer, string of = "")
    {
        var model = optimizer.Model;
        return facts
            .State($"architecture{of}", model.Architecture ?? model.Name)
            .State($"layers{of}", model.Nodes.Skip(1).Select(node => $"{node.Name} ({node.Type})"))
            .State($"tensors{of}", model.StateTensors.Select(tensor => $"{tensor.Name} [{string.Join(", ", tensor.Value.shape)}] of {tensor.Value.dtype}"))
            .State($"optimizer groups{of}", optimizer.Groups.Select(group => $"{group.Name}: {group.Algorithm} ({group.Options})"))
            .State($"members of the groups{of}", optimizer.Groups.SelectMany(group => group.Parameters.Select(parameter => $"{parameter.Name} in {group.Name}")))
            .State($"anchor decay{of}", optimizer.Plan.AnchorDecay);
    }

    /// <summary>States which data it is, wherever it lies.</summary>
    /// <param name="facts">The facts.</param>
    /// <param name="name">What the run calls it.</param>
    /// <param name="data">The data; null for none.</param>
    /// <param name="trains">Whether its samples are varied.</param>
    public static ResumeContract StateData(this ResumeContract facts, string name, TorchDataset? data, bool trains)
    {
        if (data is null)
            facts.State(name, (object?)null);
        foreach (var (of, values) in data?.Facts ?? [])
            facts.State(of.Length == 0 ? name : $"{of} of the {name}", values);
        return trains ? facts.State($"augmentation of the {name}", data?.Augment ?? []) : facts;
    }

    private static IEnumerable<string> Texts(IDictionary? options) => options is null ? []
        : options.Keys.Cast<object>().Select(key => $"{Text(key).ToLowerInvariant()} = {Text(options[key])}").Order(StringComparer.Ordinal);

    private static string Text(object? value) => value switch
    {
        null => "null",
        string text => text,
        IDictionary table => $"{{{string.Join("; ", Texts(table))}}}",
        IEnumerable list => string.Join(", ", list.Cast<object?>().Select(Text)),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
