using System.Reflection;

namespace Freeze.Build.Help;

/// <summary>How help names types.</summary>
internal static class TypeReader
{
    // As Get-Command -Syntax writes them.
    private static readonly Dictionary<string, string> s_shortNames = new()
    {
        ["System.String"] = "string", ["System.Int32"] = "int", ["System.Int64"] = "long", ["System.Double"] = "double", ["System.Single"] = "float",
        ["System.Boolean"] = "bool", ["System.Object"] = "Object", ["System.Collections.Hashtable"] = "hashtable",
        ["System.Management.Automation.SwitchParameter"] = "switch", ["System.Management.Automation.ScriptBlock"] = "scriptblock",
        ["System.Management.Automation.PSObject"] = "psobject",
    };

    /// <summary>A type with its own documentation's summary.</summary>
    public static TypeHelp Read(Type type, Documentation documentation)
    {
        var plain = Plain(type);
        var suffix = "";
        for (; plain.IsArray; plain = Plain(plain.GetElementType()!))
            suffix += "[]";
        return new TypeHelp(NameOf(plain) + suffix, (plain.FullName ?? plain.Name) + suffix, documentation.Paragraphs(documentation.Of(plain)?.Element("summary")));
    }

    /// <summary>The type that a nullable one wraps, or the type itself.</summary>
    public static Type Plain(Type type) =>
        type.IsConstructedGenericType && type.GetGenericTypeDefinition().FullName == "System.Nullable`1" ? type.GetGenericArguments()[0] : type;

    /// <summary>The type of an array's elements, or the type itself.</summary>
    public static Type Element(Type type)
    {
        var plain = Plain(type);
        return plain.IsArray ? Element(plain.GetElementType()!) : plain;
    }

    /// <summary>The values of an enum in the order of their declaration.</summary>
    public static IEnumerable<FieldInfo> EnumFields(Type type) => type.GetFields(BindingFlags.Public | BindingFlags.Static);

    private static string NameOf(Type type)
    {
        if (type.FullName is { } name && s_shortNames.TryGetValue(name, out var shortName))
            return shortName;
        return type.IsConstructedGenericType
            ? $"{type.Name.Split('`')[0]}[{string.Join(',', type.GetGenericArguments().Select(NameOf))}]"
            : type.Name;
    }
}
