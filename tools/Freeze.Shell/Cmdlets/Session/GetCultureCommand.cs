using System.Globalization;
using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Get-Culture: the culture of the session's numbers and dates, or others.</summary>
[Cmdlet(VerbsCommon.Get, "Culture", DefaultParameterSetName = "CurrentCulture")]
[OutputType(typeof(CultureInfo))]
public sealed class GetCultureCommand : PSCmdlet
{
    /// <summary>The names of other cultures.</summary>
    [Parameter(ParameterSetName = "Name", Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    public string[] Name { get; set; } = [];

    /// <summary>The culture as it comes with the system, whatever the user has changed.</summary>
    [Parameter(ParameterSetName = "CurrentCulture")]
    [Parameter(ParameterSetName = "Name")]
    public SwitchParameter NoUserOverrides { get; set; }

    /// <summary>All cultures.</summary>
    [Parameter(ParameterSetName = "ListAvailable")]
    public SwitchParameter ListAvailable { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ListAvailable)
        {
            WriteObject(CultureInfo.GetCultures(CultureTypes.AllCultures), true);
            return;
        }

        foreach (string name in ParameterSetName == "Name" ? Name : [Host.CurrentCulture.Name])
        {
            try
            {
                bool isCurrent = name.Equals(Host.CurrentCulture.Name, StringComparison.OrdinalIgnoreCase);
                WriteObject(isCurrent && !NoUserOverrides ? Host.CurrentCulture : CultureInfo.GetCultureInfo(name));
            }
            catch (CultureNotFoundException e)
            {
                WriteError(new ErrorRecord(e, "ItemNotFoundException", ErrorCategory.ObjectNotFound, name));
            }
        }
    }
}
