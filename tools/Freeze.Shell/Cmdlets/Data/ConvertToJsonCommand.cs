using System.Management.Automation;
using Freeze.Shell.Data;

namespace Microsoft.PowerShell.Commands;

/// <summary>ConvertTo-Json: objects as JSON.</summary>
[Cmdlet(VerbsData.ConvertTo, "Json")]
[OutputType(typeof(string))]
public sealed class ConvertToJsonCommand : PSCmdlet
{
    private readonly List<object?> _objects = [];

    /// <summary>The objects; several become an array.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [AllowNull]
    public object? InputObject { get; set; }

    /// <summary>How many levels of contained objects are written out; what lies deeper becomes text.</summary>
    [Parameter]
    [ValidateRange(0, 100)]
    public int Depth { get; set; } = 2;

    /// <summary>No spaces and no line breaks.</summary>
    [Parameter]
    public SwitchParameter Compress { get; set; }

    /// <summary>Enumeration values by name.</summary>
    [Parameter]
    public SwitchParameter EnumsAsStrings { get; set; }

    /// <summary>An array, even of one object.</summary>
    [Parameter]
    public SwitchParameter AsArray { get; set; }

    /// <summary>Which characters are written as escapes.</summary>
    [Parameter]
    public StringEscapeHandling EscapeHandling { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => _objects.Add(InputObject);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_objects.Count == 0)
        {
            return;
        }

        object? tree = new JsonTree(this, Depth).Of(_objects.Count > 1 || AsArray ? _objects : _objects[0]);
        WriteObject(new JsonWriting(Compress, EnumsAsStrings, EscapeHandling).Write(tree));
    }
}
