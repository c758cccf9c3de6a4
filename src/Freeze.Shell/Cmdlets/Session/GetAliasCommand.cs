using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Get-Alias: short names and what they stand for.</summary>
[Cmdlet(VerbsCommon.Get, "Alias", DefaultParameterSetName = "Default")]
[OutputType(typeof(AliasInfo))]
public sealed class GetAliasCommand : PSCmdlet
{
    /// <summary>Names, wildcards allowed.</summary>
    [Parameter(Position = 0, ParameterSetName = "Default", ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Names to leave out.</summary>
    [Parameter]
    public string[] Exclude { get; set; } = [];

    /// <summary>Commands that are stood for, wildcards allowed.</summary>
    [Parameter(ParameterSetName = "Definition")]
    [ValidateNotNullOrEmpty]
    public string[]? Definition { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string pattern in Definition ?? Name)
        {
            List<AliasInfo> found = Find(pattern);
            found.ForEach(WriteObject);
            if (found.Count > 0 || WildcardPattern.ContainsWildcardCharacters(pattern))
                continue;
            string what = Definition is null ? $"alias name: {pattern}" : $"definition: {pattern}";
            WriteError(new ErrorRecord(
                new ItemNotFoundException($"This command cannot find a matching alias because an alias with the {what} does not exist."), "ItemNotFoundException", ErrorCategory.ObjectNotFound, pattern));
        }
    }

    private List<AliasInfo> Find(string pattern)
    {
        var wanted = WildcardPattern.Get(pattern, WildcardOptions.IgnoreCase);
        List<WildcardPattern> unwanted = [.. Exclude.Select(name => WildcardPattern.Get(name, WildcardOptions.IgnoreCase))];
        return [.. InvokeCommand.GetCommands("*", CommandTypes.Alias, nameIsPattern: true).Cast<AliasInfo>()
            .Where(alias => wanted.IsMatch(Definition is null ? alias.Name : alias.Definition) && !unwanted.Exists(name => name.IsMatch(alias.Name)))
            .OrderBy(alias => alias.Name, StringComparer.OrdinalIgnoreCase)];
    }
}
