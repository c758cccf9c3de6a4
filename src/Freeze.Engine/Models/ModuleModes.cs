using Freeze.Networks;

namespace Freeze.Models;

/// <summary>Puts a model's modules into training or evaluation mode, with the freeze policies honoured.</summary>
/// <remarks>PyTorch's train() sets every module below it, frozen ones too; so the policies are applied anew after each call, and only here.</remarks>
internal static class ModuleModes
{
    /// <summary>Training mode; normalisation layers that are to keep their statistics, and dropout that is to be off, are in evaluation mode.</summary>
    public static void Train(TorchModel model)
    {
        model.Module.train();
        foreach (var node in model.Nodes)
        {
            if (model.Freezing.KeepsStoredStatistics(node.Name) || model.Freezing.DropoutOff.Contains(node.Name))
                node.Module.eval();
        }
    }

    /// <summary>Evaluation mode throughout, for a while: whoever evaluates a model may do so in the middle of a training run.</summary>
    /// <returns>What puts the modes of before back; null where the model was in evaluation mode.</returns>
    public static SavedModes? BeginEvaluation(TorchModel model)
    {
        if (!model.Nodes.Any(node => node.Module.training))
            return null;
        var before = new SavedModes(model);
        Evaluate(model);
        return before;
    }

    /// <summary>Evaluation mode throughout.</summary>
    public static void Evaluate(TorchModel model) => model.Module.eval();
}
