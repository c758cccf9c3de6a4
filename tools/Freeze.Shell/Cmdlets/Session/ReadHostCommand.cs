using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Net;
using System.Security;

namespace Microsoft.PowerShell.Commands;

/// <summary>Read-Host: a line that the person at the terminal types.</summary>
[Cmdlet(VerbsCommunications.Read, "Host", DefaultParameterSetName = "AsString")]
[OutputType(typeof(string), typeof(SecureString))]
public sealed class ReadHostCommand : PSCmdlet
{
    /// <summary>What to ask.</summary>
    [Parameter(Position = 0, ValueFromRemainingArguments = true)]
    [AllowNull]
    public object? Prompt { get; set; }

    /// <summary>The line as a secret, which is hidden while it is typed.</summary>
    [Parameter(ParameterSetName = "AsSecureString")]
    public SwitchParameter AsSecureString { get; set; }

    /// <summary>Hide the line while it is typed.</summary>
    [Parameter(ParameterSetName = "AsString")]
    public SwitchParameter MaskInput { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        bool hidden = AsSecureString || MaskInput;
        if (Prompt is null)
        {
            WriteLine(hidden ? Host.UI.ReadLineAsSecureString() : Host.UI.ReadLine());
            return;
        }

        var field = new FieldDescription(Question(Prompt));
        field.SetParameterType(hidden ? typeof(SecureString) : typeof(string));
        foreach (PSObject? answer in Host.UI.Prompt(string.Empty, string.Empty, new Collection<FieldDescription> { field })?.Values.ToArray() ?? [])
        {
            WriteLine(answer?.BaseObject);
        }
    }

    private void WriteLine(object? line) =>
        WriteObject(MaskInput && line is SecureString secret ? new NetworkCredential(string.Empty, secret).Password : line);

    private static string Question(object prompt) => LanguagePrimitives.GetEnumerable(prompt) is { } words
        ? string.Join(' ', words.Cast<object?>().Select(Text).Where(word => word.Length > 0))
        : Text(prompt);

    private static string Text(object? value) => (string)LanguagePrimitives.ConvertTo(value, typeof(string), CultureInfo.InvariantCulture);
}
