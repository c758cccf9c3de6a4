using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Numerics;
using System.Reflection;

namespace Freeze.Shell.Objects;

/// <summary>From -MemberType, -Name, -Value and -SecondValue to a member.</summary>
internal sealed class MemberRecipe
{
    internal PSMemberTypes Kind { get; set; }

    internal string Name { get; set; } = string.Empty;

    internal GivenValue Value { get; set; }

    internal GivenValue SecondValue { get; set; }

    /// <summary>Makes the member; a fault ends the command.</summary>
    internal PSMemberInfo Make(PSCmdlet command)
    {
        if (BitOperations.PopCount((uint)Kind) != 1)
        {
            throw Fail(command, "WrongMemberCount", $"To add a member, only one member type can be specified. The member types specified are: \"{Kind}\"");
        }

        return Kind switch
        {
            PSMemberTypes.AliasProperty => Alias(command),
            PSMemberTypes.CodeMethod => new PSCodeMethod(Name, Only<MethodInfo>(command)),
            PSMemberTypes.CodeProperty => Pair<MethodInfo>(command) is var (getter, setter) ? new PSCodeProperty(Name, getter, setter) : null!,
            PSMemberTypes.MemberSet => MemberSet(command),
            PSMemberTypes.NoteProperty => new PSNoteProperty(Name, Note(command)),
            PSMemberTypes.PropertySet => new PSPropertySet(Name, Only<Collection<string>>(command)),
            PSMemberTypes.ScriptMethod => new PSScriptMethod(Name, Only<ScriptBlock>(command)),
            PSMemberTypes.ScriptProperty => Pair<ScriptBlock>(command) is var (getter, setter) ? new PSScriptProperty(Name, getter, setter) : null!,
            _ => throw Fail(command, "CannotAddMemberType", $"Cannot add a member with type \"{Kind}\". Specify a different type for the MemberTypes parameter."),
        };
    }

    private PSAliasProperty Alias(PSCmdlet command)
    {
        string target = Convert<string>(NeedValue(command))!;
        if (!SecondValue.IsGiven)
        {
            return new PSAliasProperty(Name, target);
        }

        return SecondValue.Content is null
            ? throw Fail(
                command,
                "Value2ShouldNotBeNull",
                $"The SecondValue parameter should not be null for a member of type \"{Kind}\". "
                + "Specify a non-null value for the SecondValue parameter when adding members of this type.")
            : new PSAliasProperty(Name, target, Convert<Type>(SecondValue.Content));
    }

    private PSMemberSet MemberSet(PSCmdlet command)
    {
        RefuseSecond(command);
        return Value.Content is null ? new PSMemberSet(Name) : new PSMemberSet(Name, Convert<Collection<PSMemberInfo>>(Value.Content)!);
    }

    private object? Note(PSCmdlet command)
    {
        Ask(command);
        RefuseSecond(command);
        return Value.Content;
    }

    private T Only<T>(PSCmdlet command)
        where T : class
    {
        RefuseSecond(command);
        return Convert<T>(NeedValue(command))!;
    }

    // A getter and a setter, of which one may be missing.
    private (T? First, T? Second) Pair<T>(PSCmdlet command)
        where T : class
    {
        Ask(command);
        return Value.Content is null && SecondValue.Content is null
            ? throw Fail(
                command,
                "Value1AndValue2AreNotBothNull",
                $"Both Value and SecondValue parameters should not be null for a member of type \"{Kind}\". Specify a non-null value for one of the two parameters.")
            : (Convert<T>(Value.Content), Convert<T>(SecondValue.Content));
    }

    private object NeedValue(PSCmdlet command)
    {
        Ask(command);
        return Value.Content ?? throw Fail(
            command,
            "Value1ShouldNotBeNull",
            $"The Value parameter should not be null for a member of type \"{Kind}\". Specify a non-null value for the Value parameter when adding members of this type.");
    }

    private void Ask(PSCmdlet command)
    {
        if (Value.IsGiven)
        {
            return;
        }

        string question = $"The Value parameter is required for a member of type \"{Kind}\". Specify the Value parameter when adding members of this type.";
        Dictionary<string, PSObject>? answers = command.Host.UI.Prompt(question, null, [new FieldDescription("Value")]);
        if (answers is not null)
        {
            Value = new GivenValue(answers["Value"].BaseObject);
        }
    }

    private void RefuseSecond(PSCmdlet command)
    {
        if (SecondValue.IsGiven)
        {
            throw Fail(
                command,
                "Value2ShouldNotBeSpecified",
                $"The SecondValue parameter is not necessary for a member of type \"{Kind}\", and should not be specified. "
                + "Do not specify the SecondValue parameter when you add members of this type.");
        }
    }

    private static T? Convert<T>(object? value)
        where T : class =>
        value is null ? null : (T)LanguagePrimitives.ConvertTo(value, typeof(T), CultureInfo.InvariantCulture);

    private static InvalidOperationException Fail(PSCmdlet command, string id, string message)
    {
        ErrorRecord record = MemberError.For(id, message, null);
        command.ThrowTerminatingError(record);
        return (InvalidOperationException)record.Exception;
    }
}
