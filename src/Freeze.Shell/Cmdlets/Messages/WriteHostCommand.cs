using System.Collections;
using System.Management.Automation;
using System.Text;

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
    [ValidateNotNull]
    public object Separator { get; set; } = " ";

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

    private string Text(object? value)
    {
        object? plain = value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;
        // A collection stands item by item, but a text is not the collection of its characters.
        if (plain is string or null or IDictionary or System.Xml.XmlNode || LanguagePrimitives.GetEnumerable(plain) is not { } items)
        {
            return plain is IDictionary dictionary ? Join(dictionary) : value?.ToString() ?? string.Empty;
        }

        return Join(items);
    }

    private string Join(IEnumerable items)
    {
        var text = new StringBuilder();
        foreach (object? item in items)
        {
            if (text.Length > 0)
                text.Append(Separator);
            text.Append(Text(item));
        }

        return text.ToString();
    }
}
