using System.Management.Automation;
using Freeze.Shell.Foundation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Join-Path: paths put together with the separator of their provider.</summary>
[Cmdlet(VerbsCommon.Join, "Path")]
[OutputType(typeof(string))]
public sealed class JoinPathCommand : ProviderCommand
{
    /// <summary>The paths that children are appended to.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath")]
    public string[] Path { get; set; } = [];

    /// <summary>The parts to append, in order.</summary>
    [Parameter(Position = 1, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    public string[]? ChildPath { get; set; }

    /// <summary>More parts to append.</summary>
    [Parameter(Position = 2, ValueFromPipelineByPropertyName = true, ValueFromRemainingArguments = true)]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public string[] AdditionalChildPath { get; set; } = [];

    /// <summary>Write the existing items that the joined path matches.</summary>
    [Parameter]
    public SwitchParameter Resolve { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        string[] children = [.. ChildPath ?? [string.Empty], .. AdditionalChildPath ?? []];
        foreach (string path in Path)
        {
            string joined = path;
            bool combined = Attempt(() => joined = children.Aggregate(path, (parent, child) => SessionState.Path.Combine(parent, child, NewContext())));
            if (!combined)
            {
                continue;
            }

            if (Resolve)
            {
                Attempt(() => WriteObject(SessionState.Path.Resolve(joined, NewContext()).Select(found => found.Path), true));
            }
            else
            {
                WriteObject(joined);
            }
        }
    }
}
