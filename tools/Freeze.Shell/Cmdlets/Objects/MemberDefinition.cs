using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>A member as Get-Member shows it.</summary>
/// <param name="typeName">The type that has it.</param>
/// <param name="name">Its name.</param>
/// <param name="memberType">Its kind.</param>
/// <param name="definition">Its signature.</param>
public sealed class MemberDefinition(string typeName, string name, PSMemberTypes memberType, string definition)
{
    /// <summary>The type that has the member.</summary>
    public string TypeName { get; } = typeName;

    /// <summary>The member's name.</summary>
    public string Name { get; } = name;

    /// <summary>Its kind.</summary>
    public PSMemberTypes MemberType { get; } = memberType;

    /// <summary>Its signature, or its value.</summary>
    public string Definition { get; } = definition;

    /// <inheritdoc/>
    public override string ToString() => Definition;
}
