using System.Management.Automation;
using System.Management.Automation.Internal;
using Freeze.Shell.Objects;

namespace Microsoft.PowerShell.Commands;

/// <summary>Get-Member: what members objects have, once for each type.</summary>
[Cmdlet(VerbsCommon.Get, "Member")]
[OutputType(typeof(MemberDefinition))]
public sealed class GetMemberCommand : PSCmdlet
{
    private const PSMemberTypes Native = PSMemberTypes.Property | PSMemberTypes.ParameterizedProperty | PSMemberTypes.Method;
    private const PSMemberTypes Added = PSMemberTypes.AliasProperty | PSMemberTypes.CodeMethod | PSMemberTypes.CodeProperty | PSMemberTypes.MemberSet
        | PSMemberTypes.NoteProperty | PSMemberTypes.PropertySet | PSMemberTypes.ScriptMethod | PSMemberTypes.ScriptProperty;

    private readonly HashSet<string> _shown = [];

    /// <summary>The objects.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>Names, wildcards allowed.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    /// <summary>What kinds of members.</summary>
    [Parameter]
    [Alias("Type")]
    public PSMemberTypes MemberType { get; set; } = PSMemberTypes.All;

    /// <summary>Those of the object itself, those that adapters show instead, those that were added.</summary>
    [Parameter]
    public PSMemberViewTypes View { get; set; } = PSMemberViewTypes.Adapted | PSMemberViewTypes.Extended;

    /// <summary>The static members of the type.</summary>
    [Parameter]
    public SwitchParameter Static { get; set; }

    /// <summary>Hidden members and accessors too.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputObject is null || InputObject == AutomationNull.Value)
        {
            return;
        }

        Type type = InputObject.BaseObject as Type ?? InputObject.BaseObject.GetType();
        string typeName = Static ? type.FullName! : InputObject.TypeNames is [var first, ..] ? first : "<null>";
        if (!_shown.Add(typeName))
        {
            return;
        }

        MemberSearch members = Static ? MemberSearch.OfStatic(type) : MemberSearch.Of(InputObject, View);
        PSMemberTypes kinds = KindsFor(typeName);
        foreach (string name in Name)
        {
            IEnumerable<MemberDefinition> found = members.Match(name, kinds, hidden: Force)
                .Where(member => Force || !MemberSearch.IsAccessor(member))
                .Select(member => new MemberDefinition(typeName, member.Name, member.MemberType, member.ToString() ?? string.Empty))
                .OrderBy(member => member.MemberType.ToString(), StringComparer.OrdinalIgnoreCase)
                .ThenBy(member => member.Name, StringComparer.OrdinalIgnoreCase);
            WriteObject(found, true);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_shown.Count == 0)
        {
            WriteError(new ErrorRecord(
                new InvalidOperationException("You must specify an object for the Get-Member cmdlet."),
                "NoObjectInGetMember",
                ErrorCategory.CloseError,
                null));
        }
    }

    private PSMemberTypes KindsFor(string typeName)
    {
        PSMemberTypes kinds = MemberType;
        // A member set holds added members, whatever the view.
        if (!View.HasFlag(PSMemberViewTypes.Extended) && !typeName.Equals(typeof(PSMemberSet).ToString(), StringComparison.OrdinalIgnoreCase))
        {
            kinds ^= Added;
        }

        if ((View & (PSMemberViewTypes.Adapted | PSMemberViewTypes.Base)) == 0)
        {
            kinds ^= Native;
        }

        return kinds;
    }
}
