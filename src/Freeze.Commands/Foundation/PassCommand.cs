using System.Management.Automation;

namespace Freeze.Commands;

/// <summary>Parameters of every command that trains on data batch by batch.</summary>
public abstract class PassCommand : FreezeCommand
{
    /// <summary>Data set to train on.</summary>
    [Parameter(Mandatory = true, Position = 2)]
    public TorchDataset Data { get; set; } = null!;

    /// <summary>Number of samples per batch.</summary>
    [Parameter]
    [PSDefaultValue(Value = 32)]
    public int BatchSize { get; set; } = 32;

    /// <summary>Skips the last batch if it is not full.</summary>
    [Parameter]
    public SwitchParameter DropLast { get; set; }

    /// <summary>Keeps the order of the data in every epoch instead of shuffling.</summary>
    [Parameter]
    public SwitchParameter NoShuffle { get; set; }

    /// <summary>Seed of shuffling, dropout and augmentation; two runs with the same seed on one machine give the same bits.</summary>
    [Parameter]
    public long Seed { get; set; }

    /// <summary>The seed, if there is one: 0 is one as well.</summary>
    private protected long? GivenSeed => MyInvocation.BoundParameters.ContainsKey(nameof(Seed)) ? Seed : null;
}
