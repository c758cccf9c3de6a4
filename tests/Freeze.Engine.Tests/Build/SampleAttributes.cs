// The attributes that help is made from, as far as it reads them. The writer knows them by name, so that these stand for
// PowerShell's own and the engine's tests need no PowerShell.
namespace System.Management.Automation;

internal abstract class Cmdlet;

internal struct SwitchParameter;

[AttributeUsage(AttributeTargets.Class)]
internal sealed class CmdletAttribute(string verb, string noun) : Attribute
{
    public string Verb => verb;

    public string Noun => noun;

    public bool SupportsShouldProcess { get; set; }

    public string? DefaultParameterSetName { get; set; }
}

[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
internal sealed class OutputTypeAttribute(params Type[] types) : Attribute
{
    public Type[] Types => types;
}

[AttributeUsage(AttributeTargets.Property, AllowMultiple = true)]
internal sealed class ParameterAttribute : Attribute
{
    public bool Mandatory { get; set; }

    public int Position { get; set; }

    public bool ValueFromPipeline { get; set; }

    public bool ValueFromPipelineByPropertyName { get; set; }

    public string? ParameterSetName { get; set; }

    public bool DontShow { get; set; }
}

[AttributeUsage(AttributeTargets.Property)]
internal sealed class AliasAttribute(params string[] names) : Attribute
{
    public string[] Names => names;
}

[AttributeUsage(AttributeTargets.Property)]
internal sealed class ValidateSetAttribute(params string[] values) : Attribute
{
    public string[] Values => values;
}

[AttributeUsage(AttributeTargets.Property)]
internal sealed class SupportsWildcardsAttribute : Attribute;

[AttributeUsage(AttributeTargets.Property)]
internal sealed class PSDefaultValueAttribute : Attribute
{
    public object? Value { get; set; }

    public string? Help { get; set; }
}
