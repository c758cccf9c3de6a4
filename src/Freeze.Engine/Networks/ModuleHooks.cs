using System.Collections;
using System.Reflection;
using static TorchSharp.torch;

namespace Freeze.Networks;

/// <summary>Hooks that somebody registered on a module. TorchSharp shows them to nobody but the module itself.</summary>
internal static class ModuleHooks
{
    private static readonly string[] Fields = ["pre_hooks", "post_hooks"];

    /// <summary>Whether a module has any, before or after its forward pass.</summary>
    public static bool Has(nn.Module module)
    {
        foreach (var field in Fields)
        {
            if (module.GetType().GetField(field, BindingFlags.Instance | BindingFlags.NonPublic)?.GetValue(module) is ICollection { Count: > 0 })
                return true;
        }

        return false;
    }
}
