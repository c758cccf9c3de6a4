using System.Management.Automation;
using System.Security;

namespace Microsoft.PowerShell.Commands;

/// <summary>Read-Host: a line from the person at the terminal.</summary>
[Cmdlet(VerbsCommunications.Read, "Host", DefaultParameterSetName = "AsString")]
[OutputType(typeof(string), ParameterSetName = ["AsString"])]
[OutputType(typeof(SecureString), ParameterSetName = ["AsSecureString"])]
public sealed class ReadHostCommand : PSCmdlet
{
    /// <summary>What to ask; a colon follows it.</summary>
    [Parameter(Position = 0, ValueFromRemainingArguments = true)]
    [AllowNull]
    public object? Prompt { get; set; }

    /// <summary>Show nothing while it is typed, and hand on a protected text.</summary>
    [Parameter(ParameterSetName = "AsSecureString")]
    public SwitchParameter AsSecureString { get; set; }

    /// <summary>Show nothing while it is typed.</summary>
    [Parameter(ParameterSetName = "AsString")]
    public SwitchParameter MaskInput { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (Prompt is not null)
            Host.UI.Write(Question() + ": ");
        if (AsSecureString)
        {
            WriteObject(Host.UI.ReadLineAsSecureString());
        }
        else if (MaskInput)
        {
            using SecureString secret = Host.UI.ReadLineAsSecureString();
            WriteObject(new PSCredential("none", secret).GetNetworkCredential().Password);
        }
        else
        {
            WriteObject(Host.UI.ReadLine());
        }
    }

    private string Question() => LanguagePrimitives.GetEnumerable(Prompt) is { } words && Prompt is not string
        ? string.Join(' ', words.Cast<object>())
        : Prompt!.ToString() ?? string.Empty;
}
