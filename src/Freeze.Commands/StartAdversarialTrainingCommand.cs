using System.Collections;
using System.Globalization;
using System.Management.Automation;
using Freeze.Training.Adversarial;

namespace Freeze.Commands;

/// <summary>Trains a generator against a discriminator, with each one frozen while the other learns, and returns one record per epoch.</summary>
/// <remarks>
/// <para>A discriminator step takes a batch of real samples and as many that the generator makes from noise. The generator is frozen, and no gradient is
/// computed for it. After -DiscriminatorSteps of these, the generator takes -GeneratorSteps. The discriminator is then frozen: gradients flow through it, but
/// none is computed for its weights. In every epoch, the first step of each kind verifies by fingerprint that nothing in the frozen network changed,
/// including its statistics; a difference is the error FrozenChanged.</para>
/// <para>Layers that Set-LayerFreeze froze stay frozen in both phases. However a run ends, both networks get back their original flags and modes.</para>
/// <para>While a network is frozen, it normalizes with batch statistics without storing them, which matches the losses in PyTorch; -PhaseStatistics Stored
/// uses the stored statistics.</para>
/// <para>The discriminator outputs one or more numbers per sample, without a final sigmoid. The generator takes noise of N x L, or of N x L x 1 x 1 if it
/// starts with a convolution. Real samples should have the value range of the generator's output: for one that ends in Tanh, -1 to 1, which
/// Import-TorchDataset -Mean 0.5 -StandardDeviation 0.5 gives.</para>
/// </remarks>
/// <example>
///   <summary>Train the networks of PyTorch's DCGAN tutorial on small gray images</summary>
///   <code>$data = Import-TorchDataset examples/data/train-images-idx3-ubyte.gz -Class 7 -Mean 0.5 -StandardDeviation 0.5 -First 320
/// $adam = @{ Algorithm = 'Adam'; LearningRate = 2e-4; Beta1 = 0.5 }
/// $generator = Import-TorchModel dcgan_generator -ImageSize 28 -InputChannels 1 -Width 8 -LatentSize 32 -Seed 1 | New-GroupedOptimizer @adam
/// $discriminator = Import-TorchModel dcgan_discriminator -ImageSize 28 -InputChannels 1 -Width 8 -Seed 2 | New-GroupedOptimizer @adam
/// Start-AdversarialTraining -Generator $generator -Discriminator $discriminator -Data $data -LatentSize 32 -Epochs 2 -Seed 1</code>
///   <para>Returns two records, one at the end of each epoch.</para>
/// </example>
/// <example>
///   <summary>Keep the first layers of the discriminator frozen</summary>
///   <code>$data = Import-TorchDataset examples/data/train-images-idx3-ubyte.gz -Class 9 -Mean 0.5 -StandardDeviation 0.5 -First 320
/// $adam = @{ Algorithm = 'Adam'; LearningRate = 2e-4; Beta1 = 0.5 }
/// $generator = Import-TorchModel dcgan_generator -ImageSize 28 -InputChannels 1 -Width 8 -LatentSize 32 -Seed 1 | New-GroupedOptimizer @adam
/// $discriminator = Import-TorchModel dcgan_discriminator -ImageSize 28 -InputChannels 1 -Width 8 -Seed 2 |
///     Set-LayerFreeze -First 1 -AllowUninitialized -PassThru | New-GroupedOptimizer @adam
/// Start-AdversarialTraining $generator $discriminator -Data $data -LatentSize 32 -Seed 1 |
///     Format-List Epoch, DiscriminatorTrainableCount, DiscriminatorIntact</code>
///   <para>What Set-LayerFreeze froze stays frozen in both phases.</para>
/// </example>
/// <example>
///   <summary>Train a Wasserstein critic with a gradient penalty</summary>
///   <code>$data = Import-TorchDataset examples/data/train-images-idx3-ubyte.gz -Class 7 -Mean 0.5 -StandardDeviation 0.5 -First 320
/// $generator = New-TorchModel -Layer 'Linear(16, 64)', 'LeakyReLU(0.2)', 'Linear(64, 784)', 'Tanh', 'Unflatten(1, (1, 28, 28))' -Seed 1 |
///     New-GroupedOptimizer -Algorithm Adam -LearningRate 1e-3 -Beta1 0.5
/// $critic = New-TorchModel -Layer 'Flatten', 'Linear(784, 64)', 'LeakyReLU(0.2)', 'Linear(64, 1)' -Seed 2 |
///     New-GroupedOptimizer -Algorithm Adam -LearningRate 1e-3 -Beta1 0.5
/// Start-AdversarialTraining $generator $critic -Data $data -LatentSize 16 -Loss Wasserstein -GradientPenalty 10 -DiscriminatorSteps 5 -Seed 1</code>
///   <para>The critic takes five steps, each on its own batch, before every generator step.</para>
/// </example>
/// <seealso cref="NewGroupedOptimizerCommand"/>
[Cmdlet(VerbsLifecycle.Start, "AdversarialTraining", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(AdversarialRecord))]
public sealed class StartAdversarialTrainingCommand : RunCommand
{
    /// <summary>Optimizer of the generator; its model is the generator.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public GroupedOptimizer Generator { get; set; } = null!;

    /// <summary>Optimizer of the discriminator; its model is the discriminator.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    public GroupedOptimizer Discriminator { get; set; } = null!;

    /// <summary>Length of the noise vector from which the generator makes a sample.</summary>
    [Parameter(Mandatory = true)]
    public int LatentSize { get; set; }

    /// <summary>Adversarial loss: Standard (binary cross entropy on logits, non-saturating for the generator), LeastSquares (sum of the squared distances
    /// from 1 and 0), Wasserstein (with -GradientPenalty or -WeightClip), or Hinge.</summary>
    [Parameter]
    [PSDefaultValue(Value = "Standard")]
    public AdversarialLossKind Loss { get; set; } = AdversarialLossKind.Standard;

    /// <summary>Amount by which the discriminator's target for real samples is lowered from 1 (0.1 is usual); the target for generated samples stays 0.
    /// Standard and LeastSquares only.</summary>
    [Parameter]
    [PSDefaultValue(Value = 0)]
    public double LabelSmoothing { get; set; }

    /// <summary>Weight of the gradient penalty, which keeps the discriminator's gradient norm near 1 between real and generated samples; 10 is
    /// usual.</summary>
    [Parameter]
    [PSDefaultValue(Value = 0)]
    public double GradientPenalty { get; set; }

    /// <summary>Maximum absolute value of every trainable discriminator weight, applied after each of its steps; 0.01 is usual.</summary>
    [Parameter]
    public double? WeightClip { get; set; }

    /// <summary>Number of discriminator steps, each on its own batch, before the generator steps.</summary>
    [Parameter]
    [PSDefaultValue(Value = 1)]
    public int DiscriminatorSteps { get; set; } = 1;

    /// <summary>Number of generator steps before the discriminator steps again.</summary>
    [Parameter]
    [PSDefaultValue(Value = 1)]
    public int GeneratorSteps { get; set; } = 1;

    /// <summary>Freezes the discriminator for the whole run; only the generator learns.</summary>
    [Parameter]
    public SwitchParameter FreezeDiscriminator { get; set; }

    /// <summary>Statistics with which a frozen network normalizes: Batch (those of the batch, which are not stored) or Stored.</summary>
    [Parameter]
    [PSDefaultValue(Value = "Batch")]
    public PhaseStatistics PhaseStatistics { get; set; } = PhaseStatistics.Batch;

    /// <summary>Learning-rate schedule of the discriminator: a name or a script block, as for -Schedule; by default that of -Schedule.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ScheduleCompleter))]
    public object? DiscriminatorSchedule { get; set; }

    /// <summary>Options of the discriminator's own schedule.</summary>
    [Parameter]
    public Hashtable? DiscriminatorScheduleOption { get; set; }

    /// <summary>Folder for images that the generator makes of the same noise after each epoch, such as epoch-0001.png; or the name of a .png file, to which
    /// the epoch is added. Existing images are overwritten.</summary>
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
