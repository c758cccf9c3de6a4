using System.Globalization;
using System.Numerics;
using Freeze.Tensors;
using Freeze.WeightFiles.Reading;
using Freeze.WeightFiles.Writing;
using TorchSharp;

namespace Freeze.Optimization.State;

/// <summary>Reads the state_dict of a PyTorch optimizer out of a training checkpoint.</summary>
internal static class PyTorchState
{
    private const int Deepest = 3;

    /// <summary>Reads it, and finds out which parameter each of its numbers stands for.</summary>
    /// <exception cref="FreezeException">CheckpointMismatch: there is none, there are several, or its numbers fit no order of the optimizer's parameters.</exception>
    public static OptimizerState Read(Checkpoint checkpoint, GroupedOptimizer optimizer)
    {
        var found = Candidates(checkpoint.Root, "", Deepest).ToList();
        if (found.Count == 0)
        {
            throw new FreezeException(ErrorCode.CheckpointMismatch, checkpoint.Path, $"'{checkpoint.Path}' holds no optimizer state.",
                "Give a file of Export-OptimizerState, or a checkpoint of a PyTorch script that saved optimizer.state_dict().");
        }

        var (path, dictionary) = found.Count == 1 ? found[0] : found.FirstOrDefault(one => one.Path == "optimizer");
        if (dictionary is null)
        {
            throw new FreezeException(ErrorCode.CheckpointMismatch, checkpoint.Path, $"'{checkpoint.Path}' holds the state of several optimizers: {string.Join(", ", found.Select(one => $"'{WeightFileError.Quote(one.Path)}'"))}.",
                "In Python, save the one you want alone: torch.save(checkpoint['optimizer'], 'optimizer.pth').");
        }

        var saved = SavedNumbers.Read(checkpoint.Path, dictionary);
        var names = new ParameterNumbering(optimizer, saved, Beside(checkpoint, optimizer)).Find(checkpoint.Path, path);
        var shapes = optimizer.Groups.SelectMany(group => group.Slots).ToDictionary(slot => slot.Name, slot => slot.Parameter.shape);
        // Numbers without a name belong to groups that nothing was remembered of.
        return new OptimizerState([.. saved.States.Where(pair => names.ContainsKey(pair.Key)).Select(pair => Entry(pair.Key, pair.Value)).OfType<SavedState>()]);

        SavedState? Entry(long number, CheckpointDictionary state)
        {
            var tensors = new Dictionary<string, torch.Tensor>();
            var numbers = new Dictionary<string, double>();
            // L-BFGS keeps a scratch list, al, that every iteration fills anew.
            foreach (var (key, value) in state.Where(item => item.Key is not "al"))
                Add(tensors, numbers, CheckpointKey.Write(key), value);
            // Some algorithms make their state before the first step; it is as good as none.
            var fresh = numbers.TryGetValue("step", out var step) && step == 0;
            if (fresh || tensors.Count + numbers.Count == 0)
            {
                foreach (var tensor in tensors.Values)
                    tensor.Dispose();
                return null;
            }

            // Of every algorithm but L-BFGS, tensors have the shape of their parameter.
            var together = numbers.ContainsKey("func_evals");
            var shape = saved.ShapeOf(number) ?? shapes.GetValueOrDefault(names[number]) ?? [];
            return new SavedState(names[number], shape, together ? OptimizerAlgorithm.LBFGS : null, tensors, numbers)
            {
                Together = together ? [.. saved.Groups.SelectMany(group => group).Select(one => names.GetValueOrDefault(one, "")).Select(name => new ParameterShape(name, shapes.GetValueOrDefault(name) ?? []))] : [],
            };
        }
    }

    private static IReadOnlyList<string> Beside(Checkpoint checkpoint, GroupedOptimizer optimizer)
    {
        try
        {
            return [.. StateDictionary.Select(checkpoint, optimizer.Slots.Select(slot => slot.Name).ToHashSet()).Tensors.Keys];
        }
        catch (FreezeException error) when (error.Code == ErrorCode.ArchitectureMismatch)
        {
            // Several sets of weights, as of a network and its average: none of them tells.
            return [];
        }
    }

    private static IEnumerable<(string Path, CheckpointDictionary Dictionary)> Candidates(object? node, string path, int depth)
    {
        if (node is CheckpointDictionary dictionary)
        {
            if (dictionary.TryGetValue("state", out var state) && state is CheckpointDictionary && dictionary.TryGetValue("param_groups", out var groups) && groups is CheckpointList)
                return [(path, dictionary)];
            return depth == 0 ? [] : dictionary.Where(entry => entry.Key is string)
                .SelectMany(entry => Candidates(entry.Value, DottedName.Join(path, (string)entry.Key!), depth - 1));
        }

        return node is CheckpointList { Count: < 100 } list && depth > 0
            ? list.SelectMany((item, index) => Candidates(item, DottedName.Join(path, index.ToString(CultureInfo.InvariantCulture)), depth - 1)) : [];
    }

    private static void Add(Dictionary<string, torch.Tensor> tensors, Dictionary<string, double> numbers, string name, object? value)
    {
        switch (value)
        {
            case TensorEntry entry when SavedNumbers.IsNumber(name, entry):
                using (var tensor = entry.ToTensor())
                using (var wide = tensor.to(torch.ScalarType.Float64))
                    numbers[name] = wide.item<double>();
                break;
            case TensorEntry entry:
                tensors[name] = entry.ToTensor().DetachFromDisposeScope();
                break;
            case CheckpointList list:
                for (var i = 0; i < list.Count; i++)
                    Add(tensors, numbers, $"{name}_{i}", list[i]);
                break;
            case long or int or double or bool or BigInteger:
                numbers[name] = value is BigInteger big ? (double)big : Convert.ToDouble(value, CultureInfo.InvariantCulture);
                break;
        }
    }
}
