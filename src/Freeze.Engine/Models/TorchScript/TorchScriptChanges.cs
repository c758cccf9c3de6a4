using Freeze.Libtorch;
using Freeze.Networks;
using Freeze.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Freeze.Models.TorchScript;

/// <summary>What an import changed in a TorchScript module.</summary>
internal sealed record TorchScriptChanges
{
    /// <summary>The classifier's dotted name; null where nobody asked for it.</summary>
    public string? Head { get; init; }

    /// <summary>Its outputs.</summary>
    public int? Outputs { get; init; }

    /// <summary>Parameters that were drawn afresh.</summary>
    public IReadOnlyList<string> Reinitialized { get; init; } = [];

    /// <summary>Parameters that were fitted to another number of channels.</summary>
    public IReadOnlyList<string> Adapted { get; init; } = [];

    /// <summary>What could not be made sure of; null where nothing.</summary>
    public string? Doubt { get; init; }

    /// <summary>Whether options ask for more than loading the file as it is.</summary>
    public static bool AreAskedFor(ImportOptions options) => options.Build.ClassCount is not null || options.ResetHead || options.Build.InputChannels is not null || options.DataType is not null;

    /// <summary>Makes the changes, and writes the module that has them to another file: libtorch's own tables of a changed one are stale until it is loaded anew.</summary>
    /// <param name="path">The module.</param>
    /// <param name="types">Its layers' class names.</param>
    /// <param name="options">What to change.</param>
    /// <param name="target">Where the changed module goes.</param>
    /// <exception cref="FreezeException">OptionInvalid: the module's code does not go along with a change.</exception>
    public static TorchScriptChanges Make(string path, IReadOnlyDictionary<string, string> types, ImportOptions options, string target)
    {
        // What is loaded here only to be looked at goes with the scope; a module's own Dispose leaves its tensors to the garbage collector.
        using var scope = NewDisposeScope();
        var asked = options.Build;
        using var module = TorchScriptFiles.Read(path);
        var census = ModuleSnapshot.Take(module, types, _ => Provenance.Checkpoint);
        var changes = new TorchScriptChanges();
        if (asked.ClassCount is not null || options.ResetHead)
            changes = ReplaceHead(census, path, options);
        if (asked.InputChannels is { } channels)
            changes = changes with { Adapted = FitInput(census, path, channels) };
        if (options.DataType is not null)
            TorchScriptPrecision.Convert(module, ElementNames.Parse(options.DataType));
        NativeFailure.Translate($"Changing {path}", () => jit.save(module, target));
        return changes.Reinitialized.Count + changes.Adapted.Count == 0 ? changes : changes with { Doubt = TryOut(path, target, census, changes, types) };
    }

    private static TorchScriptChanges ReplaceHead(ModuleSnapshot census, string path, ImportOptions options)
    {
        var head = TorchScriptHead.Find(census, path);
        var before = (int)head.Parameters.First(own => own.Value.dim() >= 2).Value.shape[0];
        var outputs = options.Build.ClassCount ?? before;
        if (outputs == before && !options.ResetHead)
            return new TorchScriptChanges { Head = head.Name, Outputs = outputs };
        TorchScriptHead.Replace(head, outputs, options.Seed);
        return new TorchScriptChanges { Head = head.Name, Outputs = outputs, Reinitialized = [.. head.Parameters.Select(own => own.Name)] };
    }

    private static IReadOnlyList<string> FitInput(ModuleSnapshot census, string path, int channels)
    {
        if (FirstLayer(census) is not { Type: "Conv2d" } first
            || first.Parameters.FirstOrDefault(own => own.Name == DottedName.Join(first.Name, "weight")) is not { Value: var weight } own)
        {
            throw new FreezeException(ErrorCode.OptionInvalid, path, $"{path} does not begin with a two-dimensional convolution, so -InputChannels has nothing to fit.",
                "Leave out -InputChannels, or change the first layer in Python and export again.");
        }

        if (weight.shape[1] == channels)
            return [];
        using var fitted = InputAdaptation.Fit(weight, channels).to(weight.dtype, disposeAfter: true);
        using var parameter = new TorchSharp.Modules.Parameter(fitted);
        ((jit.ScriptModule)first.Module).set_attribute("weight", parameter);
        return [own.Name];
    }

    private static LayerNode? FirstLayer(ModuleSnapshot census) =>
        census.Nodes.FirstOrDefault(node => node.Name.Length > 0 && node.Parameters.Any(own => own.Value.dim() >= 2));

    // A number of classes or channels that stands in the code too shows when the code runs.
    private static string? TryOut(string path, string changed, ModuleSnapshot census, TorchScriptChanges changes, IReadOnlyDictionary<string, string> types)
    {
        if (FirstLayer(census) is not { } first)
            return null;
        using var original = TorchScriptFiles.Read(path);
        var before = ModuleSnapshot.Take(original, types, _ => Provenance.Checkpoint);
        var outputs = changes.Head is null ? null : (long?)before.Nodes.First(node => node.Name == changes.Head).Parameters.First(own => own.Value.dim() >= 2).Value.shape[0];
        var firstBefore = before.Nodes.First(node => node.Name == first.Name);
        if (TorchScriptTrial.Find(path, firstBefore, outputs) is not { } shape)
            return "no batch was found on which the change could be tried out; the first training step will tell whether its code goes along";
        var sample = TorchScriptTrial.Repeat(path, firstBefore, shape)!;
        using var replaced = TorchScriptFiles.Read(changed);
        var firstAfter = ModuleSnapshot.Take(replaced, types, _ => Provenance.Checkpoint).Nodes.First(node => node.Name == first.Name);
        if (changes.Adapted.Count > 0)
            shape[1] = firstAfter.Parameters.First(own => own.Value.dim() >= 2).Value.shape[1];
        long[] expected = [.. sample.Select((size, axis) => axis > 0 && size == outputs && (axis == 1 || axis == sample.Length - 1) ? changes.Outputs!.Value : size)];
        var now = TorchScriptTrial.Repeat(changed, firstAfter, shape);
        if (now is not null && now.AsSpan().SequenceEqual(expected))
            return null;
        var what = changes.Reinitialized.Count > 0 ? $"its code goes by {outputs} classes elsewhere too" : "its code goes by the number of channels elsewhere too";
        throw new FreezeException(ErrorCode.OptionInvalid, path,
            $"{path} does not work with the change: {what}. For a batch of {new TensorShape(shape)} it {(now is null ? "fails" : $"gives {new TensorShape(now)}")}, where it should give {new TensorShape(expected)}.",
            "Make the change in Python and export again.");
    }
}
