using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Reflection;

namespace Freeze.Shell.Foundation;

/// <summary>Runs script blocks in the caller's scope, as the public calls cannot.</summary>
internal static class ScriptBlockCalls
{
    private const BindingFlags Inner = BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.Instance;

    private static readonly MethodInfo s_invoke = typeof(ScriptBlock).GetMethod("InvokeWithPipe", Inner)!;
    private static readonly Type s_pipe = typeof(PSObject).Assembly.GetType("System.Management.Automation.Internal.Pipe", throwOnError: true)!;

    /// <summary>Runs the block; its errors go where the caller's go, and its output goes nowhere.</summary>
    /// <param name="block">What to run.</param>
    /// <param name="item">The block's $_.</param>
    internal static void RunWithoutOutput(this ScriptBlock block, object? item)
    {
        object nowhere = Activator.CreateInstance(s_pipe, nonPublic: true)!;
        s_pipe.GetProperty("NullPipe", Inner)!.SetValue(nowhere, true);

        ParameterInfo[] parameters = s_invoke.GetParameters();
        object?[] arguments = Array.ConvertAll(parameters, parameter => parameter.HasDefaultValue ? parameter.DefaultValue : null);
        void Put(string name, object? value) => arguments[Array.FindIndex(parameters, parameter => parameter.Name == name)] = value;
        Put("useLocalScope", false);
        Put("errorHandlingBehavior", Enum.Parse(parameters[1].ParameterType, "WriteToCurrentErrorPipe"));
        Put("dollarUnder", item);
        Put("input", Array.Empty<object>());
        Put("scriptThis", AutomationNull.Value);
        Put("outputPipe", nowhere);
        s_invoke.Invoke(block, BindingFlags.DoNotWrapExceptions, null, arguments, null);
    }
}
