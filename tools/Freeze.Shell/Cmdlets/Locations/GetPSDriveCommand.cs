using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Get-PSDrive: the drives of the session.</summary>
[Cmdlet(VerbsCommon.Get, "PSDrive", DefaultParameterSetName = "Name")]
[OutputType(typeof(PSDriveInfo))]
public sealed class GetPSDriveCommand : PSCmdlet
{
    /// <summary>Names, wildcards allowed.</summary>
    [Parameter(Position = 0, ParameterSetName = "Name", ValueFromPipelineByPropertyName = true)]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Providers, by name.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string[]? PSProvider { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        List<PSDriveInfo> drives =
        [
            .. SessionState.Drive.GetAll()
                .Where(drive => PSProvider is null || PSProvider.Any(name => Matches(name, drive.Provider.Name)))
                .OrderBy(drive => drive.Name, StringComparer.CurrentCultureIgnoreCase),
        ];
        foreach (string name in Name)
        {
            List<PSDriveInfo> found = drives.FindAll(drive => Matches(name, drive.Name));
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                WriteError(new ErrorRecord(
                    new System.Management.Automation.DriveNotFoundException($"Cannot find drive. A drive with the name '{name}' does not exist."),
                    "GetLocationNoMatchingDrive",
                    ErrorCategory.ObjectNotFound,
                    name));
            }

            WriteObject(found, true);
        }
    }

    private static bool Matches(string pattern, string name) => WildcardPattern.Get(pattern, WildcardOptions.IgnoreCase).IsMatch(name);
}
