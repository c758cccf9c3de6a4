using System.Management.Automation;
using System.Reflection;

namespace Freeze.Shell.Objects;

/// <summary>
/// The members of an object, in one of the views that the engine has of it. The engine offers the hidden members, the views
/// and the static members to no public call, so it is asked by reflection.
/// </summary>
internal sealed class MemberSearch
{
    private const BindingFlags Inner = BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static;

    private static readonly Assembly s_engine = typeof(PSObject).Assembly;
    private static readonly Type s_options = s_engine.GetType("System.Management.Automation.MshMemberMatchOptions", throwOnError: true)!;
    private static readonly MethodInfo s_match =
        typeof(PSMemberInfoCollection<PSMemberInfo>).GetMethod("Match", Inner, [typeof(string), typeof(PSMemberTypes), s_options])!;

    private readonly object _members;

    private MemberSearch(object members) => _members = members;

    internal static MemberSearch Of(PSObject value, PSMemberViewTypes view)
    {
        // Without an adapter of its own, the object itself and what is shown of it are the same.
        if (view.HasFlag(PSMemberViewTypes.Base) && typeof(PSObject).GetProperty("InternalBaseDotNetAdapter", Inner)!.GetValue(value) is null)
        {
            view |= PSMemberViewTypes.Adapted;
        }

        object collections = typeof(PSObject).GetMethod("GetMemberCollection", Inner, [typeof(PSMemberViewTypes)])!.Invoke(null, [view])!;
        Type joined = s_engine.GetType("System.Management.Automation.PSMemberInfoIntegratingCollection`1", throwOnError: true)!.MakeGenericType(typeof(PSMemberInfo));
        return new MemberSearch(Activator.CreateInstance(joined, Inner, null, [value, collections], null)!);
    }

    internal static MemberSearch OfStatic(Type type)
    {
        object adapter = typeof(PSObject).GetProperty("DotNetStaticAdapter", Inner)!.GetValue(null)!;
        MethodInfo members = adapter.GetType().GetMethod("BaseGetMembers", Inner)!.MakeGenericMethod(typeof(PSMemberInfo));
        return new MemberSearch(members.Invoke(adapter, [type])!);
    }

    /// <summary>Whether a method only serves a property or an event, as get_Length does.</summary>
    internal static bool IsAccessor(PSMemberInfo member) =>
        member is PSMethod method && typeof(PSMethod).GetProperty("IsSpecial", Inner)!.GetValue(method) is true;

    internal IEnumerable<PSMemberInfo> Match(string name, PSMemberTypes kinds, bool hidden) =>
        (ReadOnlyPSMemberInfoCollection<PSMemberInfo>)s_match.Invoke(_members, [name, kinds, Enum.Parse(s_options, hidden ? "IncludeHidden" : "None")])!;
}
