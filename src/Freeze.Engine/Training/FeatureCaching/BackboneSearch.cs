using Freeze.Data;
using Freeze.Models;
using static TorchSharp.torch;

namespace Freeze.Training.FeatureCaching;

/// <summary>Finds the frozen beginning of a model that can run apart, and trusts nothing that it has not seen.</summary>
/// <param name="model">The model under its present plan.</param>
/// <param name="data">What it is trained on.</param>
/// <param name="batchSize">How many samples a batch has.</param>
/// <param name="precision">What convolutions and matrix products compute in.</param>
internal sealed class BackboneSearch(TorchModel model, TorchDataset data, int batchSize, Precision precision)
{
    // Enough to tell what matters.
    private const int TrialSamples = 8;

    /// <summary>What was found, and why no more.</summary>
    public string Remark { get; private set; } = "";

    /// <summary>Looks for it. Modules are left in either mode.</summary>
    /// <param name="pass">The model's stages; null where they cannot be told apart.</param>
    /// <param name="cut">How many of them are frozen.</param>
    /// <returns>Null where nothing can run apart.</returns>
    public FrozenBackbone? Find(StagedPass? pass, FreezeBoundary cut)
    {
        if (pass is null)
            return None($"{model.Name} runs as a whole: {cut.Reason}.");
        if (cut.Stage == 0)
            return None(Nothing(cut));
        // The same ones in every run, so that one that is resumed decides alike.
        using var samples = data.ReadBatch(data.Spread(TrialSamples));
        var trial = new EquivalenceTrial(model, Enough(ForwardPass.Place(model, samples.Inputs)));
        // The code has proved it; should this project have misread the code, the samples may still tell.
        if (pass.IsScript && !trial.Matches(pass))
            return None($"{model.Name} runs as a whole: its layers, one after the other, do not do what it does.");
        if (model.Architecture is null && trial.SteadyStages(pass, cut.Stage) is var steady && steady < cut.Stage)
            cut = FreezeBoundary.Of(model, pass, steady);
        if (cut.Stage == 0)
            return None(Nothing(cut));
        var prefix = new FrozenBackbone(model, pass, cut.Stage, precision) { Rows = Math.Max(2, Math.Min(batchSize, data.Count)) };
        prefix.Settle();
        prefix.Fold(samples.Inputs, batchSize);
        Remark = $"The frozen beginning of {model.Name} runs apart, up to {prefix.Layers[^1]}: {cut.Reason}. {prefix.Description}".TrimEnd();
        return prefix;
    }

    private string Nothing(FreezeBoundary cut) => $"No part of {model.Name} is frozen from its beginning on: {cut.Reason}.";

    private FrozenBackbone? None(string reason)
    {
        Remark = reason;
        return null;
    }

    // A sample alone says nothing about its place in a batch.
    private static Tensor Enough(Tensor samples) => samples.shape[0] > 1 ? samples : cat([samples, samples], 0);
}
