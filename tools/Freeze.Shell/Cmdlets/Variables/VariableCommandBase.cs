using System.Management.Automation;
using Freeze.Shell.Foundation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Base of the commands on variables.</summary>
public abstract class VariableCommandBase : PSCmdlet
{
    /// <summary>global, local, script, private, or how many scopes up from the current one.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompletions("Global", "Local", "Script")]
    public string? Scope { get; set; }

    private protected string[] Included { get; set; } = [];

    private protected string[] Excluded { get; set; } = [];

    /// <summary>The variables that a name, maybe a pattern, stands for.</summary>
    /// <param name="name">The name.</param>
    /// <param name="scope">Where to look; nothing for all that is visible.</param>
    /// <returns>What was found, or null where there is no such variable. A pattern or a filter may find nothing.</returns>
    private protected List<PSVariable>? Find(string? name, string? scope)
    {
        string wanted = string.IsNullOrEmpty(name) ? "*" : name;
        bool isPattern = WildcardPattern.ContainsWildcardCharacters(wanted);
        if (!isPattern && !PassesFilters(wanted))
        {
            return [];
        }

        WildcardPattern pattern = WildcardPattern.Get(wanted, WildcardOptions.IgnoreCase);
        var found = new List<PSVariable>();
        bool filtered = isPattern;
        foreach ((string key, PSVariable variable) in SessionState.Variables(scope))
        {
            if (!pattern.IsMatch(key) || !PassesFilters(key))
            {
                continue;
            }

            if (SessionState.IsVisible(MyInvocation.CommandOrigin, variable))
            {
                found.Add(variable);
                continue;
            }

            filtered = true;
            if (!isPattern)
            {
                Attempt(() => SessionState.ThrowIfNotVisible(MyInvocation.CommandOrigin, variable));
            }
        }

        return found.Count > 0 || filtered ? found : null;
    }

    /// <summary>Says that there is no variable of this name.</summary>
    private protected void WriteMissing(string name)
    {
        string message = $"Cannot find a variable with the name '{name}'.";
        WriteError(new ErrorRecord(new ItemNotFoundException(message), "VariableNotFound", ErrorCategory.ObjectNotFound, name));
    }

    /// <summary>Runs a change and reports what forbids it, such as a variable that is read-only.</summary>
    /// <returns>Whether it was made.</returns>
    private protected bool Attempt(Action change)
    {
        try
        {
            change();
            return true;
        }
        catch (Exception e) when (e is SessionStateException or PSArgumentException)
        {
            WriteError(new ErrorRecord(((IContainsErrorRecord)e).ErrorRecord, e));
            return false;
        }
    }

    private bool PassesFilters(string name) => (Included.Length == 0 || MatchesAny(Included, name)) && !MatchesAny(Excluded, name);

    private static bool MatchesAny(string[] patterns, string name) =>
        Array.Exists(patterns, pattern => WildcardPattern.Get(pattern, WildcardOptions.IgnoreCase).IsMatch(name));
}
