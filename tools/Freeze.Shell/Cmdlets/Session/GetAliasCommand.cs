using System.Management.Automation;
using Freeze.Shell.Session;

namespace Microsoft.PowerShell.Commands;

/// <summary>Get-Alias: the aliases of the session, by name or by what they stand for.</summary>
[Cmdlet(VerbsCommon.Get, "Alias", DefaultParameterSetName = "Default")]
[OutputType(typeof(AliasInfo))]
public sealed class GetAliasCommand : PSCmdlet
{
    /// <summary>Names, wildcards allowed.</summary>
    [Parameter(ParameterSetName = "Default", Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    /// <summary>What to leave out, wildcards allowed.</summary>
    [Parameter]
    public string[]? Exclude { get; set; }

    /// <summary>Where to look: global, local, script, or how many scopes up from the current one.</summary>
    [Parameter]
    [ArgumentCompletions("Global", "Local", "Script")]
    public string? Scope { get; set; }

    /// <summary>The commands that aliases stand for, wildcards allowed.</summary>
    [Parameter(ParameterSetName = "Definition")]
    [ValidateNotNullOrEmpty]
    public string[] Definition { get; set; } = [];

    private bool ByDefinition => ParameterSetName == "Definition";

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string wanted in ByDefinition ? Definition : Name)
        {
            Write(wanted);
        }
    }

    private void Write(string wanted)
    {
        bool isPattern = WildcardPattern.ContainsWildcardCharacters(wanted);
        bool found = false;
        AliasInfo[] matching = [.. SessionState.Aliases(Scope)
            .Where(alias => Matches(wanted, Key(alias)) && Exclude?.Any(pattern => Matches(pattern, Key(alias))) != true)
            .Select(alias => alias.Value)
            .OrderBy(alias => alias.Name, StringComparer.CurrentCultureIgnoreCase)];
        foreach (AliasInfo alias in matching)
        {
            if (isPattern && !SessionState.IsVisible(MyInvocation.CommandOrigin, alias))
            {
                continue;
            }

            found = true;
            try
            {
                SessionState.ThrowIfNotVisible(MyInvocation.CommandOrigin, alias);
                WriteObject(alias);
            }
            catch (SessionStateException e)
            {
                WriteError(new ErrorRecord(e.ErrorRecord, e));
            }
        }

        if (!found && !isPattern && Exclude is not { Length: > 0 })
        {
            string what = ByDefinition ? "definition" : "name";
            var error = new ItemNotFoundException($"This command cannot find a matching alias because an alias with the {what} '{wanted}' does not exist.");
            WriteError(new ErrorRecord(error, "ItemNotFoundException", ErrorCategory.ObjectNotFound, wanted));
        }
    }

    private string Key(KeyValuePair<string, AliasInfo> alias) => ByDefinition ? alias.Value.Definition : alias.Key;

    private static bool Matches(string pattern, string text) => WildcardPattern.Get(pattern, WildcardOptions.IgnoreCase).IsMatch(text);
}
