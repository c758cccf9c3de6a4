using System.Globalization;
using Freeze.Data;
using Freeze.Networks;
using Freeze.Tensors;
using static TorchSharp.torch;

namespace Freeze.Training.Adversarial;

/// <summary>Finds out before the first batch whether options, networks and data go together.</summary>
internal static class AdversarialChecks
{
    private const int Looked = 64;
    private const float Slack = 1e-3f;

    /// <exception cref="FreezeException">OptionInvalid.</exception>
    public static void RequireSense(AdversarialOptions options)
    {
        RequirePositive(options.Epochs, "-Epochs");
        RequirePositive(options.BatchSize, "-BatchSize");
        RequirePositive(options.LatentSize, "-LatentSize");
        RequirePositive(options.DiscriminatorSteps, "-DiscriminatorSteps");
        RequirePositive(options.GeneratorSteps, "-GeneratorSteps");
        if (options.LabelSmoothing is not (>= 0 and < 1))
            throw Invalid("LabelSmoothing", $"-LabelSmoothing is {options.LabelSmoothing}.", "Give a number from 0 up to, but not including, 1; 0.1 is usual.");
        if (options.LabelSmoothing > 0 && options.Loss is AdversarialLossKind.Wasserstein or AdversarialLossKind.Hinge)
            throw Invalid("LabelSmoothing", $"-LabelSmoothing moves a target, and {options.Loss} has none.", "Leave it out, or use -Loss Standard or LeastSquares.");
        if (!(options.GradientPenalty >= 0) || double.IsInfinity(options.GradientPenalty))
            throw Invalid("GradientPenalty", $"-GradientPenalty is {options.GradientPenalty}.", "Give its weight, a number of at least 0; 10 is usual.");
        if (options.WeightClip is { } clip && !(clip > 0))
            throw Invalid("WeightClip", $"-WeightClip is {clip}.", "Give a number above 0; 0.01 is usual.");
    }

    /// <exception cref="FreezeException">NothingTrainable, NewParameterInFrozenLayer, OptionInvalid.</exception>
    public static void RequireNetworks(GroupedOptimizer generator, GroupedOptimizer discriminator, AdversarialOptions options)
    {
        foreach (var optimizer in new[] { generator, discriminator })
        {
            optimizer.Model.RequireParameters();
            optimizer.Model.RequireSettled();
            if (optimizer.NeedsClosure)
                throw Invalid(optimizer.Algorithm.ToString(), $"{optimizer.Algorithm} searches along a loss that stays the same, and an adversary changes it with every step.", "Choose another -Algorithm, such as Adam.");
        }

        var known = discriminator.Model.Parameters.ToLookup(parameter => TensorIdentity.Of(parameter.Value), parameter => parameter.Name);
        if (generator.Model.Parameters.FirstOrDefault(parameter => known.Contains(TensorIdentity.Of(parameter.Value))) is { } shared)
            throw Invalid("Discriminator", $"Generator and discriminator share {shared.Name}: it would be frozen and trained at once.", "Give two networks of their own.");
        if (!options.FreezeDiscriminator && discriminator.Model.TrainableCount == 0)
        {
            throw new FreezeException(ErrorCode.NothingTrainable, discriminator.Model.Name, $"Every parameter of {discriminator.Model.Name} is frozen.",
                "To train the generator alone, say so with -FreezeDiscriminator; else unfreeze something with Set-LayerFreeze.");
        }
    }

    /// <exception cref="FreezeException">DatasetInvalid, ShapeMismatch.</exception>
    public static void RequireData(TorchModel generator, TorchModel discriminator, TorchDataset data, AdversarialOptions options)
    {
        DataChecks.RequireSamples(discriminator, data);
        DataChecks.RequireBatches(generator, data, options.BatchSize, options.DropLast);
        StepsOf(data, options);
        if (!options.FreezeDiscriminator || options.PhaseStatistics == PhaseStatistics.Batch)
            DataChecks.RequireBatches(discriminator, data, options.BatchSize, options.DropLast);
    }

    /// <summary>Steps of an epoch: those of the generator, and those of both networks.</summary>
    /// <exception cref="FreezeException">OptionInvalid: more than can be counted.</exception>
    public static (int Generator, int All) StepsOf(TorchDataset data, AdversarialOptions options)
    {
        var batches = options.BatchesOf(data);
        // Without steps of the discriminator, every batch is one turn of the generator.
        var generator = (long)CeilingDivision.Of(batches, options.FreezeDiscriminator ? 1 : options.DiscriminatorSteps) * options.GeneratorSteps;
        var all = generator + (options.FreezeDiscriminator ? 0 : batches);
        return all <= int.MaxValue ? ((int)generator, (int)all)
            : throw Invalid("GeneratorSteps", FormattableString.Invariant($"-GeneratorSteps {options.GeneratorSteps} makes {all:N0} steps of an epoch, which would never end."),
                "Give a smaller number; 1 is usual.");
    }

    /// <summary>What the user should know before the run, mostly nothing.</summary>
    public static IReadOnlyList<string> Warnings(TorchModel generator, TorchModel discriminator, TorchDataset data, AdversarialOptions options)
    {
        var warnings = new List<string>();
        if (Last(discriminator) is { Type: "Sigmoid" } last && options.Loss is AdversarialLossKind.Standard)
            warnings.Add($"{discriminator.Name} ends in a sigmoid ({last.Name}), and the loss Standard takes what comes before one: leave it out, or the gradients vanish.");
        if (OutOfReach(generator, data) is { } reach)
            warnings.Add(reach);
        if (options is { Loss: AdversarialLossKind.Wasserstein, GradientPenalty: 0, WeightClip: null })
            warnings.Add("Nothing bounds the slope of a Wasserstein critic here, so that its loss has no bottom: give -GradientPenalty 10 or -WeightClip 0.01.");
        return warnings;
    }

    /// <summary>What to say when the discriminator was certain throughout an epoch.</summary>
    public static string Decided(int epoch, AdversarialTally tally) => FormattableString.Invariant(
        $"In epoch {epoch} the discriminator was certain of every batch (scores {tally.RealScore:F3} for real samples, {tally.FakeScore:F3} for others), so that the generator learns next to nothing. Lower its learning rate, take more -GeneratorSteps, or try -LabelSmoothing 0.1 or -Loss Wasserstein -GradientPenalty 10.");

    private static LayerNode? Last(TorchModel model) => model.Nodes.LastOrDefault(node => !model.Nodes.Any(other => other.Name.StartsWith(node.Name + ".", StringComparison.Ordinal)));

    // Where real samples have values that the generator's last layer cannot give, the discriminator needs nothing else to tell them.
    private static string? OutOfReach(TorchModel generator, TorchDataset data)
    {
        if (Last(generator) is not { Type: "Tanh" or "Sigmoid" } last)
            return null;
        using var batch = data.ReadBatch([.. Enumerable.Range(0, Math.Min(Looked, data.Count))]);
        using var scope = NewDisposeScope();
        var (least, most) = (batch.Inputs.min().item<float>(), batch.Inputs.max().item<float>());
        var floor = last.Type == "Tanh" ? -1 : 0;
        return least >= floor - Slack && most <= 1 + Slack ? null : string.Create(CultureInfo.InvariantCulture,
            $"{generator.Name} ends in {last.Type} ({last.Name}), which gives values from {floor} to 1, but those of {data.Source} go from {least:G3} to {most:G3}: the discriminator can tell them by that alone. For images, import the data {(floor == 0 ? "without -Mean and -StandardDeviation" : "with -Mean 0.5 -StandardDeviation 0.5")}.");
    }

    private static void RequirePositive(int value, string option)
    {
        if (value < 1)
            throw Invalid(option, $"{option} is {value}.", $"Give {option} a number of at least 1.");
    }

    private static FreezeException Invalid(string subject, string message, string cure) => new(ErrorCode.OptionInvalid, subject, message, cure);
}
