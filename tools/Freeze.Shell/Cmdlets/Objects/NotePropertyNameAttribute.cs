using System.Management.Automation;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Freeze.Shell.Objects;

/// <summary>Refuses the names of member types, so that "Add-Member NoteProperty x" asks for a value and adds no property NoteProperty.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NotePropertyNameAttribute : ValidateArgumentsAttribute
{
    private const PSMemberTypes Addable = PSMemberTypes.AliasProperty | PSMemberTypes.CodeMethod | PSMemberTypes.CodeProperty | PSMemberTypes.MemberSet
        | PSMemberTypes.NoteProperty | PSMemberTypes.PropertySet | PSMemberTypes.ScriptMethod | PSMemberTypes.ScriptProperty;

    /// <inheritdoc/>
    protected override void Validate(object arguments, EngineIntrinsics engineIntrinsics)
    {
        if (arguments is string name
            && LanguagePrimitives.TryConvertTo(name, out PSMemberTypes type)
            && BitOperations.IsPow2((uint)type)
            && (type & Addable) != 0)
        {
            // Said so, the binder goes on and tries -MemberType.
            throw Create(
                $"The parameter NotePropertyName cannot take values that could be converted to the type {typeof(PSMemberTypes).FullName}. "
                + "To define the name of a member with those values, use Add-Member, and specify the member type.",
                swallowException: true);
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    private static extern ValidationMetadataException Create(string message, bool swallowException);
}
