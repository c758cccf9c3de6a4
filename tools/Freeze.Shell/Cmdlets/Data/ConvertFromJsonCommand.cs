using System.Management.Automation;
using Freeze.Shell.Data;

namespace Microsoft.PowerShell.Commands;

/// <summary>ConvertFrom-Json: the objects that JSON describes.</summary>
[Cmdlet(VerbsData.ConvertFrom, "Json")]
public sealed class ConvertFromJsonCommand : Cmdlet
{
    private readonly List<string> _texts = [];

    /// <summary>JSON: a text each, or one text in lines.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [AllowEmptyString]
    public string InputObject { get; set; } = string.Empty;

    /// <summary>Hash tables in the order of the text, instead of objects with properties.</summary>
    [Parameter]
    public SwitchParameter AsHashtable { get; set; }

    /// <summary>How deeply the text may be nested.</summary>
    [Parameter]
    [ValidateRange(ValidateRangeKind.Positive)]
    public int Depth { get; set; } = 1024;

    /// <summary>Hand on an array as one object.</summary>
    [Parameter]
    public SwitchParameter NoEnumerate { get; set; }

    /// <summary>What becomes of dates.</summary>
    [Parameter]
    public JsonDateKind DateKind { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => _texts.Add(InputObject);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_texts.Count > 1 && !ConvertFirst())
        {
            Convert(string.Join(Environment.NewLine, _texts));
            return;
        }

        foreach (string text in _texts.Skip(_texts.Count > 1 ? 1 : 0))
        {
            Convert(text);
        }
    }

    // Several texts are the lines of one, unless the first one stands for something by itself.
    private bool ConvertFirst()
    {
        try
        {
            return Convert(_texts[0]);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private bool Convert(string text)
    {
        object? value = Read(text);
        WriteObject(value, !NoEnumerate);
        return value is not null;
    }

    private object? Read(string text)
    {
        try
        {
            return new JsonReading(AsHashtable, Depth, DateKind).Read(text);
        }
        catch (RuntimeException e)
        {
            ThrowTerminatingError(e.ErrorRecord);
            throw;
        }
    }
}
