using System.Management.Automation;
using Freeze.WeightFiles.Reading;

namespace Freeze.Commands;

/// <summary>Lists the tensors in a weight file as stored, without a model and without executing anything in the file.</summary>
/// <remarks>
/// <para>Reads .pth and .pt (zip and legacy), .safetensors, TorchScript archives, and sharded checkpoints with an index.json. Names are full dotted paths
/// from the root of the file: no wrapping dictionary and no prefix is removed. Pickled modules are refused, as in every command.</para>
/// </remarks>
/// <example>
///   <summary>Look into a checkpoint</summary>
///   <code>Get-TorchCheckpoint examples/data/narrow16_pretrained_0to4.pth</code>
///   <para>Returns one row per tensor, in the order of the file.</para>
/// </example>
/// <example>
///   <summary>Compare the tensors of two files</summary>
///   <code>$before = Get-TorchCheckpoint examples/data/narrow16_pretrained_0to4.pth -Hash
/// $after = Get-TorchCheckpoint examples/output/fashion-mnist-5to9.safetensors -Hash
/// Compare-Object $before $after -Property Name, Sha256</code>
///   <para>With -Hash each row carries the SHA-256 of its elements.</para>
/// </example>
/// <seealso cref="ImportTorchModelCommand"/>
[Cmdlet(VerbsCommon.Get, "TorchCheckpoint")]
[OutputType(typeof(CheckpointRow))]
public sealed class GetTorchCheckpointCommand : FreezeCommand
{
    /// <summary>Paths of weight files, with wildcards, or files from the pipeline.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName")]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>Reads the elements and adds the SHA-256 of each tensor.</summary>
    [Parameter]
    public SwitchParameter Hash { get; set; }

    /// <inheritdoc/>
    protected override bool NeedsTorch => false;

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (var path in Path.SelectMany(path => UserPaths.ToExisting(this, path)))
        {
            using var checkpoint = Checkpoint.Open(path);
            foreach (var row in CheckpointRow.Of(checkpoint, Hash))
            {
                if (Cancellation.IsCancellationRequested)
                    return;
                WriteObject(row);
            }
        }
    }
}
