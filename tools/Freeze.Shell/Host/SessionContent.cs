using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;

namespace Freeze.Shell.Host;

/// <summary>What a session of the shell starts with: the engine's own content and the everyday cmdlets of this assembly.</summary>
internal static class SessionContent
{
    /// <summary>Short names that the engine's own list lacks where a platform has the program of that name.</summary>
    private static readonly (string Name, string Definition)[] ExtraAliases =
    [
        ("sort", "Sort-Object"), ("tee", "Tee-Object"), ("compare", "Compare-Object"), ("write", "Write-Output"), ("sleep", "Start-Sleep"),
    ];

    /// <summary>The initial state of a session.</summary>
    internal static InitialSessionState Create()
    {
        var state = InitialSessionState.CreateDefault2();
        state.ThreadOptions = PSThreadOptions.UseCurrentThread;
        foreach (var type in CmdletTypes())
        {
            var cmdlet = type.GetCustomAttribute<CmdletAttribute>()!;
            state.Commands.Add(new SessionStateCmdletEntry($"{cmdlet.VerbName}-{cmdlet.NounName}", type, null));
        }
        if (OperatingSystem.IsWindows())
        {
            foreach (var (name, definition) in ExtraAliases)
                state.Commands.Add(new SessionStateAliasEntry(name, definition));
        }
        return state;
    }

    /// <summary>Every cmdlet of this assembly.</summary>
    private static IEnumerable<Type> CmdletTypes() =>
        typeof(SessionContent).Assembly.GetExportedTypes().Where(type => !type.IsAbstract && type.IsDefined(typeof(CmdletAttribute), inherit: false));
}
