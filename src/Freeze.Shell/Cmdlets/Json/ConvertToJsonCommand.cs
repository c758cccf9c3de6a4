using System.Management.Automation;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Freeze.Shell.Foundation;

namespace Microsoft.PowerShell.Commands;

/// <summary>ConvertTo-Json: objects as a JSON text.</summary>
[Cmdlet(VerbsData.ConvertTo, "Json")]
[OutputType(typeof(string))]
public sealed class ConvertToJsonCommand : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<object?> _input = [];

    /// <summary>What to convert; several objects become a list.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [AllowNull]
    public object? InputObject { get; set; }

    /// <summary>How many levels are written out.</summary>
    [Parameter]
    [ValidateRange(0, 100)]
    public int Depth { get; set; } = 2;

    /// <summary>Without line breaks.</summary>
    [Parameter]
    public SwitchParameter Compress { get; set; }

    /// <summary>Enumeration members by name.</summary>
    [Parameter]
    public SwitchParameter EnumsAsStrings { get; set; }

    /// <summary>A list even of one object.</summary>
    [Parameter]
    public SwitchParameter AsArray { get; set; }

    /// <summary>Which characters are escaped: Default, EscapeNonAscii, EscapeHtml.</summary>
    [Parameter]
    [ValidateSet("Default", "EscapeNonAscii", "EscapeHtml")]
    public string EscapeHandling { get; set; } = "Default";

    /// <inheritdoc/>
    protected override void ProcessRecord() => _input.Add(InputObject);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_input.Count == 0)
            return;
        object? value = _input.Count > 1 || AsArray ? _input : _input[0];
        // The list that the pipeline made is no level of the user's objects.
        var text = new JsonText(ReferenceEquals(value, _input) ? Depth + 1 : Depth, EnumsAsStrings, _stopping.Token);
        string json = text.Write(value, Compress, Encoder());
        if (text.IsTruncated)
            WriteWarning($"Resulting JSON is truncated as serialization has exceeded the set depth of {Depth}.");
        WriteObject(json);
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _stopping.Cancel();

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    private JavaScriptEncoder Encoder() => EscapeHandling switch
    {
        "EscapeNonAscii" => JavaScriptEncoder.Create(UnicodeRanges.BasicLatin),
        "EscapeHtml" => JavaScriptEncoder.Create(UnicodeRanges.All),
        _ => JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
