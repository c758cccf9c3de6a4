using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Microsoft.PowerShell.Commands;

/// <summary>New-Object: an object of a .NET type.</summary>
[Cmdlet(VerbsCommon.New, "Object", DefaultParameterSetName = "Net")]
public sealed class NewObjectCommand : PSCmdlet
{
    /// <summary>The type's name; the usual namespaces and accelerators apply.</summary>
    [Parameter(ParameterSetName = "Net", Mandatory = true, Position = 0)]
    public string TypeName { get; set; } = string.Empty;

    /// <summary>What to hand to the constructor.</summary>
    [Parameter(ParameterSetName = "Net", Position = 1)]
    [Alias("Args")]
    public object[]? ArgumentList { get; set; }

    /// <summary>Properties to set afterwards, and methods to call.</summary>
    [Parameter]
    public IDictionary? Property { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        Type type = FindType();
        if (type.IsByRefLike)
        {
            string message = $"Cannot create instances of the ByRef-like type \"{type}\". ByRef-like types are not supported in PowerShell.";
            Fail(new PSInvalidOperationException(message), "CannotInstantiateBoxedByRefLikeType", ErrorCategory.InvalidOperation);
        }

        object created = Create(type);
        WriteObject(Property is null ? created : WithProperties(created, Property));
    }

    private Type FindType()
    {
        try
        {
            return (Type)LanguagePrimitives.ConvertTo(TypeName, typeof(Type), CultureInfo.InvariantCulture);
        }
        catch (PSInvalidCastException e)
        {
            if (e.InnerException?.GetType().Name == "AmbiguousTypeException")
            {
                Fail(e, "AmbiguousTypeReference", ErrorCategory.InvalidType);
            }

            string message = $"Cannot find type [{TypeName}]: verify that the assembly containing this type is loaded.";
            throw Fail(new PSArgumentException(message, "TypeName"), "TypeNotFound", ErrorCategory.InvalidType);
        }
    }

    private object Create(Type type)
    {
        object?[] arguments = ArgumentList ?? [];
        ConstructorInfo[] constructors = arguments.Length > 0
            ? type.GetConstructors()
            : type.GetConstructor(Type.EmptyTypes) is { } plain ? [plain] : [];
        if (constructors.Length > 0)
        {
            try
            {
                return ConstructorInvokeDotNet(null, type, constructors, arguments);
            }
            catch (MethodException e)
            {
                throw Fail(e, "ConstructorInvokedThrowException", ErrorCategory.InvalidOperation);
            }
        }

        // Structures can be made even where they declare no constructor for it.
        if (arguments.Length == 0 && type.IsValueType)
        {
            return Activator.CreateInstance(type)!;
        }

        string message = $"A constructor was not found. Cannot find an appropriate constructor for type {TypeName}.";
        throw Fail(new PSArgumentException(message, "TypeName"), "CannotFindAppropriateCtor", ErrorCategory.ObjectNotFound);
    }

    private PSObject WithProperties(object created, IDictionary properties)
    {
        PSObject wrapped = PSObject.AsPSObject(created);
        foreach (DictionaryEntry entry in properties)
        {
            string name = entry.Key.ToString()!;
            if (wrapped.Methods[name] is { } method)
            {
                method.Invoke(entry.Value);
            }
            else if (wrapped.Properties[name] is { } property)
            {
                Set(property, entry.Value);
            }
            else if (wrapped.BaseObject is not PSCustomObject)
            {
                Fail(
                    new InvalidOperationException($"The member \"{name}\" was not found for the specified .NET object."),
                    "InvalidOperationException",
                    ErrorCategory.InvalidOperation);
            }
            else if (entry.Value is string typeName && name.Equals("PSTypeName", StringComparison.OrdinalIgnoreCase))
            {
                wrapped.TypeNames.Insert(0, typeName);
            }
            else
            {
                wrapped.Properties.Add(new PSNoteProperty(name, entry.Value));
            }
        }

        return wrapped;
    }

    private void Set(PSPropertyInfo property, object? value)
    {
        try
        {
            property.Value = value;
        }
        catch (SetValueException)
        {
            const string message = "The value supplied is not valid, or the property is read-only. Change the value, and then try again.";
            Fail(new Exception(message), "SetValueException", ErrorCategory.InvalidData);
        }
    }

    private Exception Fail(Exception exception, string id, ErrorCategory category)
    {
        ThrowTerminatingError(new ErrorRecord(exception, id, category, null));
        return exception;
    }

    // Chooses the constructor and converts the arguments as scripts do; the engine shows this in no other way.
    [UnsafeAccessor(UnsafeAccessorKind.StaticMethod)]
    private static extern object ConstructorInvokeDotNet(
        [UnsafeAccessorType("System.Management.Automation.DotNetAdapter, System.Management.Automation")] object? adapter,
        Type type,
        ConstructorInfo[] constructors,
        object?[] arguments);
}
