using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Write-Information: a record on the information stream.</summary>
[Cmdlet(VerbsCommunications.Write, "Information")]
public sealed class WriteInformationCommand : PSCmdlet
{
    /// <summary>The message, a text or any object.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [Alias("Msg", "Message")]
    [AllowNull]
    public object? MessageData { get; set; }

    /// <summary>Words by which readers of the stream find the record.</summary>
    [Parameter(Position = 1)]
    public string[]? Tags { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        foreach (string tag in Tags ?? [])
        {
            if (tag.StartsWith("PS", StringComparison.OrdinalIgnoreCase))
            {
                var error = new InvalidOperationException($"Cannot use tag '{tag}'. The 'PS' prefix is reserved.");
                ThrowTerminatingError(new ErrorRecord(error, "PSPrefixReservedInInformationTag", ErrorCategory.InvalidArgument, tag));
            }
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord() => WriteInformation(MessageData, Tags);
}
