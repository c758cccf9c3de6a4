using System.Collections;
using System.Globalization;
using System.Management.Automation;
using Freeze.Training.Adversarial;

namespace Freeze.Commands;

/// <summary>Trains a generator against a discriminator, each really frozen while the other learns, and returns a record as each epoch ends.</summary>
/// <remarks>
/// <para>A step of the discriminator takes a batch of real samples and as many that the generator makes of noise; the generator is frozen, and no gradient
/// is computed for it. After -DiscriminatorSteps of these the generator takes -GeneratorSteps; then the discriminator is frozen: gradients flow through it,
/// and none is computed for its weights. The first step of each kind in every epoch proves by fingerprint that nothing in the frozen network moved, its
/// statistics included; a difference is the error FrozenChanged.</para>
/// <para>Layers that Set-LayerFreeze froze stay frozen in both phases. However a run ends, both networks have the flags and modes that they had.</para>
/// <para>While a network is frozen it normalises with the batch's statistics without storing them, as PyTorch's losses come about; -PhaseStatistics Stored uses
/// the stored ones.</para>
/// <para>The discriminator gives one number for each sample, or several, without a sigmoid at its end. The generator takes noise of N x L, or of N x L x 1 x 1 where it
/// begins with a convolution. Real samples should lie where the generator's do: for one that ends in Tanh from -1 to 1, which
/// Import-TorchDataset -Mean 0.5 -StandardDeviation 0.5 gives.</para>
/// </remarks>
/// <example>
///   <summary>The pair of PyTorch's DCGAN tutorial on small grey images</summary>
///   <code>$data = Import-TorchDataset examples/data/train-images-idx3-ubyte.gz -Class 7 -Mean 0.5 -StandardDeviation 0.5 -First 320
/// $adam = @{ Algorithm = 'Adam'; LearningRate = 2e-4; Beta1 = 0.5 }
/// $generator = Import-TorchModel dcgan_generator -ImageSize 28 -InputChannels 1 -Width 8 -LatentSize 32 -Seed 1 | New-GroupedOptimizer @adam
/// $discriminator = Import-TorchModel dcgan_discriminator -ImageSize 28 -InputChannels 1 -Width 8 -Seed 2 | New-GroupedOptimizer @adam
/// Start-AdversarialTraining -Generator $generator -Discriminator $discriminator -Data $data -LatentSize 32 -Epochs 2 -Seed 1</code>
///   <para>Two records come out, one as each epoch ends.</para>
/// </example>
/// <example>
///   <summary>Tune a pair with the discriminator's first layers fixed</summary>
///   <code>$data = Import-TorchDataset examples/data/train-images-idx3-ubyte.gz -Class 9 -Mean 0.5 -StandardDeviation 0.5 -First 320
/// $adam = @{ Algorithm = 'Adam'; LearningRate = 2e-4; Beta1 = 0.5 }
/// $generator = Import-TorchModel dcgan_generator -ImageSize 28 -InputChannels 1 -Width 8 -LatentSize 32 -Seed 1 | New-GroupedOptimizer @adam
/// $discriminator = Import-TorchModel dcgan_discriminator -ImageSize 28 -InputChannels 1 -Width 8 -Seed 2 | Set-LayerFreeze -First 1 -AllowUninitialized -PassThru | New-GroupedOptimizer @adam
/// Start-AdversarialTraining $generator $discriminator -Data $data -LatentSize 32 -Seed 1 | Format-List Epoch, DiscriminatorTrainableCount, DiscriminatorIntact</code>
///   <para>What Set-LayerFreeze froze stays frozen in both phases.</para>
/// </example>
/// <example>
///   <summary>A Wasserstein critic with a gradient penalty</summary>
///   <code>$data = Import-TorchDataset examples/data/train-images-idx3-ubyte.gz -Class 7 -Mean 0.5 -StandardDeviation 0.5 -First 320
/// $generator = New-TorchModel -Layer 'Linear(16, 64)', 'LeakyReLU(0.2)', 'Linear(64, 784)', 'Tanh', 'Unflatten(1, (1, 28, 28))' -Seed 1 | New-GroupedOptimizer -Algorithm Adam -LearningRate 1e-3 -Beta1 0.5
/// $critic = New-TorchModel -Layer 'Flatten', 'Linear(784, 64)', 'LeakyReLU(0.2)', 'Linear(64, 1)' -Seed 2 | New-GroupedOptimizer -Algorithm Adam -LearningRate 1e-3 -Beta1 0.5
/// Start-AdversarialTraining $generator $critic -Data $data -LatentSize 16 -Loss Wasserstein -GradientPenalty 10 -DiscriminatorSteps 5 -Seed 1</code>
///   <para>Five steps of the critic, each on a batch of its own, before every step of the generator.</para>
/// </example>
/// <seealso cref="NewGroupedOptimizerCommand"/>
[Cmdlet(VerbsLifecycle.Start, "AdversarialTraining", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(AdversarialRecord))]
public sealed class StartAdversarialTrainingCommand : RunCommand
{
    /// <summary>The generator's optimizer, which knows its network.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public GroupedOptimizer Generator { get; set; } = null!;

    /// <summary>The discriminator's optimizer.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    public GroupedOptimizer Discriminator { get; set; } = null!;

    /// <summary>Elements of the noise that the generator makes a sample of.</summary>
    [Parameter(Mandatory = true)]
    public int LatentSize { get; set; }

    /// <summary>What the two play for: Standard (binary cross entropy on logits, the generator's non-saturating), LeastSquares (the squared distances from 1 and 0,
    /// added up), Wasserstein (with -GradientPenalty or -WeightClip), Hinge.</summary>
    [Parameter]
    [PSDefaultValue(Value = "Standard")]
    public AdversarialLossKind Loss { get; set; } = AdversarialLossKind.Standard;

    /// <summary>How far below 1 the discriminator's target for real samples lies (0.1 is usual); that for generated ones stays 0. Standard and LeastSquares only.</summary>
    [Parameter]
    [PSDefaultValue(Value = 0)]
    public double LabelSmoothing { get; set; }

    /// <summary>The weight of the penalty on slopes of the discriminator other than 1 between real samples and generated ones; 10 is usual.</summary>
    [Parameter]
    [PSDefaultValue(Value = 0)]
    public double GradientPenalty { get; set; }

    /// <summary>Limits every trainable weight of the discriminator to this, above and below, after each of its steps; 0.01 is usual.</summary>
    [Parameter]
    public double? WeightClip { get; set; }

    /// <summary>Steps of the discriminator, each on a batch of its own, before the generator's turn.</summary>
    [Parameter]
    [PSDefaultValue(Value = 1)]
    public int DiscriminatorSteps { get; set; } = 1;

    /// <summary>Steps of the generator before the discriminator's turn.</summary>
    [Parameter]
    [PSDefaultValue(Value = 1)]
    public int GeneratorSteps { get; set; } = 1;

    /// <summary>Keeps the discriminator as it is for the whole run; only the generator learns.</summary>
    [Parameter]
    public SwitchParameter FreezeDiscriminator { get; set; }

    /// <summary>What a network normalises with while it is frozen: Batch, the batch's statistics, which are not stored; or Stored, those that are.</summary>
    [Parameter]
    [PSDefaultValue(Value = "Batch")]
    public PhaseStatistics PhaseStatistics { get; set; } = PhaseStatistics.Batch;

    /// <summary>The discriminator's schedule, where it is to have another than -Schedule: a name or a script block, as there.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ScheduleCompleter))]
    public object? DiscriminatorSchedule { get; set; }

    /// <summary>The options of the discriminator's own schedule.</summary>
    [Parameter]
    public Hashtable? DiscriminatorScheduleOption { get; set; }

    /// <summary>A folder for pictures of what the generator makes of the same noise after each epoch, as epoch-0001.png; or the name of a .png, which is extended by the epoch.
    /// Pictures that are there are replaced.</summary>
    [Parameter]
    public string? SamplePath { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var (generator, discriminator) = (Generator.Model, Discriminator.Model);
        if (!ShouldProcess($"{generator.Name} and {discriminator.Name}", string.Create(CultureInfo.InvariantCulture,
            $"train {generator.TrainableCount:N0} and {(FreezeDiscriminator ? 0 : discriminator.TrainableCount):N0} parameters against each other for {Epochs} epoch{(Epochs == 1 ? "" : "s")} on {Data.Count:N0} samples")))
            return;
        var run = new AdversarialRun(Generator, Discriminator, Data, Complete(new AdversarialOptions
        {
            LatentSize = LatentSize,
            Loss = Loss,
            LabelSmoothing = LabelSmoothing,
            GradientPenalty = GradientPenalty,
            WeightClip = WeightClip,
            DiscriminatorSteps = DiscriminatorSteps,
            GeneratorSteps = GeneratorSteps,
            FreezeDiscriminator = FreezeDiscriminator,
            PhaseStatistics = PhaseStatistics,
            SamplePath = SamplePath is null ? null : UserPaths.ToFull(this, SamplePath),
            DiscriminatorSchedule = ScheduleFunctions.NameOf(DiscriminatorSchedule),
            DiscriminatorScheduleFunction = ScheduleFunctions.Of(DiscriminatorSchedule),
            DiscriminatorScheduleText = ScheduleFunctions.TextOf(DiscriminatorSchedule),
            DiscriminatorScheduleOption = DiscriminatorScheduleOption is null ? null : Plain.Table(DiscriminatorScheduleOption),
        }));
        Follow(run.Steps(), $"Training {generator.Name} against {discriminator.Name}");
    }
}
