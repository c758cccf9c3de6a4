using System.Collections;
using System.Management.Automation;
using System.Xml;

namespace Microsoft.PowerShell.Commands;

/// <summary>Write-Host: text for the person at the terminal, through the information stream.</summary>
[Cmdlet(VerbsCommunications.Write, "Host")]
public sealed class WriteHostCommand : ConsoleColorCommand
{
    /// <summary>What to write; the items of a collection stand side by side.</summary>
    [Parameter(Position = 0, ValueFromRemainingArguments = true, ValueFromPipeline = true)]
    [Alias("Msg", "Message")]
    public object? Object { get; set; }

    /// <summary>Leave the line open.</summary>
    [Parameter]
    public SwitchParameter NoNewline { get; set; }

    /// <summary>What stands between the items of a collection.</summary>
    [Parameter]
    public object? Separator { get; set; } = " ";

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var message = new HostInformationMessage
        {
            Message = Text(Object),
            NoNewLine = NoNewline,
            ForegroundColor = ForegroundColor,
            BackgroundColor = BackgroundColor,
        };
        WriteInformation(message, ["PSHOST"]);
    }

    private string Text(object? value) => value switch
    {
        null => string.Empty,
        string text => text,
        XmlNode node => node.Name,
        IEnumerable items => string.Join(Separator?.ToString(), items.Cast<object?>().Select(Text)),
        _ => value.ToString() ?? string.Empty,
    };
}
