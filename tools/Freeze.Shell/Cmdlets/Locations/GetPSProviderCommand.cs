using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Get-PSProvider: the providers of the session.</summary>
[Cmdlet(VerbsCommon.Get, "PSProvider")]
[OutputType(typeof(ProviderInfo))]
public sealed class GetPSProviderCommand : ProviderCommand
{
    /// <summary>Names, wildcards allowed.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[] PSProvider { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in PSProvider)
        {
            if (WildcardPattern.ContainsWildcardCharacters(name))
            {
                WildcardPattern pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
                WriteObject(SessionState.Provider.GetAll().Where(provider => pattern.IsMatch(provider.Name)), true);
            }
            else
            {
                Attempt(() => WriteObject(SessionState.Provider.Get(name), true));
            }
        }
    }
}
