using System.Management.Automation;
using System.Reflection;
using System.Runtime.Loader;

namespace Freeze.Commands;

/// <summary>Finds the helpers in bin/deps. They lie apart so that another module's older copy of them cannot get in the way.</summary>
public sealed class ModuleAssemblies : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    private static readonly string Helpers = Path.Combine(Path.GetDirectoryName(typeof(ModuleAssemblies).Assembly.Location)!, "deps");

    /// <inheritdoc/>
    public void OnImport() => AssemblyLoadContext.Default.Resolving += Resolve;

    /// <inheritdoc/>
    public void OnRemove(PSModuleInfo psModuleInfo) => AssemblyLoadContext.Default.Resolving -= Resolve;

    private static Assembly? Resolve(AssemblyLoadContext context, AssemblyName name)
    {
        var path = Path.Combine(Helpers, name.Name + ".dll");
        return File.Exists(path) ? context.LoadFromAssemblyPath(path) : null;
    }
}
