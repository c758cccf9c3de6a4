using System.Management.Automation;
using System.Text.Json;
using Freeze.Shell.Foundation;

namespace Microsoft.PowerShell.Commands;

/// <summary>ConvertFrom-Json: the objects of a JSON text.</summary>
[Cmdlet(VerbsData.ConvertFrom, "Json")]
public sealed class ConvertFromJsonCommand : Cmdlet
{
    private readonly List<string> _lines = [];

    /// <summary>The text; lines from the pipeline are one text, or each a text of its own where the first is one.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [AllowEmptyString]
    public string InputObject { get; set; } = string.Empty;

    /// <summary>Tables instead of objects.</summary>
    [Parameter]
    public SwitchParameter AsHashtable { get; set; }

    /// <summary>How many levels the text may have.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Depth { get; set; } = 1024;

    /// <summary>Hand a list on as one object.</summary>
    [Parameter]
    public SwitchParameter NoEnumerate { get; set; }

    /// <summary>What becomes of texts that are dates.</summary>
    [Parameter]
    [ValidateSet("Default", "Local", "Utc", "Offset", "String")]
    public string DateKind { get; set; } = "Default";

    /// <inheritdoc/>
    protected override void ProcessRecord() => _lines.Add(InputObject);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_lines.Count > 1 && IsJson(_lines[0]))
        {
            foreach (string line in _lines)
                Convert(line);
        }
        else if (_lines.Count > 0)
        {
            Convert(string.Join(Environment.NewLine, _lines));
        }
    }

    private bool IsJson(string line)
    {
        try
        {
            _ = new JsonReading(asHashtable: true, DateKind).Read(line, Depth);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private void Convert(string json)
    {
        if (string.IsNullOrWhiteSpace(json))
            return;
        try
        {
            WriteObject(new JsonReading(AsHashtable, DateKind).Read(json, Depth), !NoEnumerate);
        }
        catch (JsonException error)
        {
            // The id is what the original's exception type makes of it.
            var problem = new ArgumentException($"Conversion from JSON failed with error: {error.Message}", error);
            ThrowTerminatingError(new ErrorRecord(problem, "System.ArgumentException", ErrorCategory.InvalidArgument, null));
        }
    }
}
