namespace Freeze.Tensors;

/// <summary>Names of layers and tensors as PyTorch joins them: <c>layer1.0.conv1.weight</c>.</summary>
internal static class DottedName
{
    /// <summary>Joins a module's name and a local name; the root has no name of its own.</summary>
    public static string Join(string module, string local) => module.Length == 0 ? local : $"{module}.{local}";

    /// <summary>The name of the module that holds it; empty at the root.</summary>
    public static string Parent(string name) => name.LastIndexOf('.') is var dot and > 0 ? name[..dot] : "";

    /// <summary>The last part of a name.</summary>
    public static string Local(string name) => name[(name.LastIndexOf('.') + 1)..];

    /// <summary>Tells whether a name lies inside a module of that name; a module is not inside itself.</summary>
    public static bool IsInside(string name, string module) =>
        name.Length > module.Length && name[module.Length] == '.' && name.StartsWith(module, StringComparison.Ordinal);
}
