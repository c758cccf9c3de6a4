using Freeze.Networks;
using Freeze.Tensors;
using Freeze.WeightFiles.Reading;
using Freeze.WeightFiles.Storage;
using static TorchSharp.torch;

namespace Freeze.Models;

/// <summary>Lays weight files into a module, after checking that they fit.</summary>
internal static class WeightLoader
{
    // Files older than PyTorch 0.4.1 have no batch counters, and PyTorch loads them all the same.
    private const string BatchCounter = "num_batches_tracked";

    /// <summary>Loads; nothing is written to the module unless everything fits.</summary>
    /// <param name="module">What to load into.</param>
    /// <param name="files">The files; none for a model that stays as initialised.</param>
    /// <param name="head">The classifier's dotted name; null where there is none.</param>
    /// <param name="options">ClassCount, InputChannels, ResetHead and AllowMismatch count here.</param>
    /// <exception cref="FreezeException">ArchitectureMismatch: lists missing, unexpected and misshapen keys.</exception>
    public static ImportReport Load(nn.Module module, WeightFileSet files, string? head, ImportOptions options)
    {
        if (files.Paths.Count == 0)
            return new ImportReport([]);
        var targets = LayerTree.Walk(module)
            .SelectMany(node => node.Parameters.Select(own => (own.Name, Value: (Tensor)own.Value)).Concat(node.Buffers.Select(own => (own.Name, own.Value))))
            .ToDictionary(target => target.Name, target => target.Value);
        var found = files.Combine(targets.Keys.ToHashSet()).ToDictionary(pair => pair.Key, pair => Fitted(pair.Value, targets.GetValueOrDefault(pair.Key)));
        var misshapen = found.Where(pair => targets.TryGetValue(pair.Key, out var target) && !target.shape.AsSpan().SequenceEqual(pair.Value.Shape)).Select(pair => pair.Key).ToHashSet();

        var fresh = targets.Keys.Where(key => InHead(key, head) && (options.ResetHead || options.Build.ClassCount is not null && misshapen.Contains(key))).ToHashSet();
        // Half a head is none: weight and bias are drawn together.
        if (fresh.Count > 0)
            fresh = targets.Keys.Where(key => InHead(key, head)).ToHashSet();
        var missing = targets.Keys.Where(key => !found.ContainsKey(key) && !fresh.Contains(key) && !key.EndsWith(BatchCounter, StringComparison.Ordinal)).ToList();
        var unexpected = found.Keys.Where(key => !targets.ContainsKey(key)).ToList();
        misshapen.ExceptWith(fresh);
        var adapted = options.Build.InputChannels is null ? null : InputAdaptation.FirstWeight(module);
        adapted = adapted is not null && misshapen.Contains(adapted) && InputAdaptation.Fits(found[adapted], targets[adapted]) && misshapen.Remove(adapted) ? adapted : null;
        if (!options.AllowMismatch && missing.Count + unexpected.Count + misshapen.Count > 0)
            throw Mismatch(files, head, missing, unexpected, [.. misshapen.Select(key => Misfit(key, found[key], targets[key]))], found);

        var loaded = found.Keys.Where(key => targets.ContainsKey(key) && !fresh.Contains(key) && !misshapen.Contains(key)).ToHashSet();
        TensorLoading.Copy([.. loaded.Where(key => key != adapted).Select(key => (found[key], targets[key]))]);
        if (adapted is not null)
            InputAdaptation.Copy(found[adapted], targets[adapted]);

        return new ImportReport(files.Paths)
        {
            Loaded = [.. targets.Keys.Where(loaded.Contains)],
            Missing = [.. missing.Concat(misshapen)],
            Unexpected = [.. unexpected.Concat(misshapen)],
            Reinitialized = [.. fresh],
            Adapted = adapted is null ? [] : [adapted],
            Remarks = options.DataType is null ? [.. Converted(loaded.Select(key => (found[key], targets[key])))] : [],
        };
    }

    // As in PyTorch, a list of one is a number where the model has a number: versions before 0.4 had no tensors without dimensions.
    private static TensorEntry Fitted(TensorEntry found, Tensor? target) => target is { ndim: 0 } && found.Shape is [1] ? found.AsNumber() : found;

    // Who asks for a type knows; who does not takes what comes for what is in the file.
    private static IEnumerable<string> Converted(IEnumerable<(TensorEntry From, Tensor Into)> loaded) => loaded
        .Where(pair => pair.Into.is_floating_point() && TensorLoading.ToScalarType(pair.From.DataType) is { } type && type != pair.Into.dtype)
        .GroupBy(pair => (From: pair.From.DataType.TorchName(), Into: ElementNames.Of(pair.Into.dtype)))
        .Select(group => $"{group.Count()} tensors are {group.Key.From} in the file and became {group.Key.Into}" + (ElementNames.All.Contains(group.Key.From) ? $"; -DataType {group.Key.From} keeps them" : ""));

    private static bool InHead(string key, string? head) => head is not null && DottedName.IsInside(key, head);

    private static string Misfit(string key, TensorEntry found, Tensor target) =>
        $"{key} ({new TensorShape(found.Shape)} in the file, {new TensorShape(target.shape)} in the model)";

    private static FreezeException Mismatch(WeightFileSet files, string? head, IReadOnlyList<string> missing, IReadOnlyList<string> unexpected,
        IReadOnlyList<string> misshapen, IReadOnlyDictionary<string, TensorEntry> found)
    {
        var parts = new List<string>();
        Add("missing", missing);
        Add("unexpected", unexpected);
        Add("of another shape", misshapen);
        var onlyHead = missing.Concat(unexpected).All(key => InHead(key, head)) && misshapen.All(key => InHead(key.Split(' ')[0], head));
        var cure = onlyHead && found.TryGetValue($"{head}.weight", out var weight) && weight.Shape.Length > 0
            ? $"Only the head differs. To keep the file's head, import with -ClassCount {weight.Shape[0]}; to draw a fresh one, name the number of your classes with -ClassCount."
            : onlyHead ? "Only the head differs; -ResetHead draws a fresh one."
            : "Check -Architecture, -Width and -Stem against what the file was made with (Get-TorchCheckpoint lists its tensors), or load what fits with -AllowMismatch.";
        return new FreezeException(ErrorCode.ArchitectureMismatch, string.Join(", ", files.Paths),
            $"{string.Join(", ", files.Paths)} does not fit the model: {string.Join("; ", parts)}.", cure);

        void Add(string what, IReadOnlyList<string> keys)
        {
            if (keys.Count > 0)
                parts.Add($"{keys.Count} {what}: {string.Join(", ", keys.Take(8))}{(keys.Count > 8 ? ", ..." : "")}");
        }
    }
}
