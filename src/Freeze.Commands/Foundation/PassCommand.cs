using System.Management.Automation;

namespace Freeze.Commands;

/// <summary>What every command takes that goes over data batch by batch to train on it.</summary>
public abstract class PassCommand : FreezeCommand
{
    /// <summary>What to train on.</summary>
    [Parameter(Mandatory = true, Position = 2)]
    public TorchDataset Data { get; set; } = null!;

    /// <summary>Samples a step.</summary>
    [Parameter]
    [PSDefaultValue(Value = 32)]
    public int BatchSize { get; set; } = 32;

    /// <summary>Leaves out a last batch that is not full.</summary>
    [Parameter]
    public SwitchParameter DropLast { get; set; }

    /// <summary>Takes the samples in the data's own order in every epoch.</summary>
    [Parameter]
    public SwitchParameter NoShuffle { get; set; }

    /// <summary>Seed of sample order, dropout and augmentation: two runs with the same seed on one machine give the same bits.</summary>
    [Parameter]
    public long Seed { get; set; }

    /// <summary>The seed, if there is one: 0 is one as well.</summary>
    private protected long? GivenSeed => MyInvocation.BoundParameters.ContainsKey(nameof(Seed)) ? Seed : null;
}
