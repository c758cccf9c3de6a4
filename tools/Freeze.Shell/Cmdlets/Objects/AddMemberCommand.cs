using System.Collections;
using System.Management.Automation;
using Freeze.Shell.Objects;

namespace Microsoft.PowerShell.Commands;

/// <summary>Add-Member: gives an object members of its own.</summary>
[Cmdlet(VerbsCommon.Add, "Member", DefaultParameterSetName = Typed)]
public sealed class AddMemberCommand : PSCmdlet
{
    private const string Typed = "TypeNameSet";
    private const string AnyMember = "MemberSet";
    private const string OneNote = "NotePropertySingleMemberSet";
    private const string ManyNotes = "NotePropertyMultiMemberSet";

    private readonly MemberRecipe _recipe = new();

    /// <summary>The object.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = AnyMember)]
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = Typed)]
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = OneNote)]
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ManyNotes)]
    public PSObject InputObject { get; set; } = null!;

    /// <summary>What kind of member to add.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = AnyMember)]
    [Alias("Type")]
    public PSMemberTypes MemberType
    {
        get => _recipe.Kind;
        set => _recipe.Kind = value;
    }

    /// <summary>Its name.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = AnyMember)]
    public string Name
    {
        get => _recipe.Name;
        set => _recipe.Name = value;
    }

    /// <summary>Its value, its getter, its body or what it stands for.</summary>
    [Parameter(Position = 2, ParameterSetName = AnyMember)]
    public object? Value
    {
        get => _recipe.Value.Content;
        set => _recipe.Value = new GivenValue(value);
    }

    /// <summary>Its setter, or the type to which an alias converts.</summary>
    [Parameter(Position = 3, ParameterSetName = AnyMember)]
    public object? SecondValue
    {
        get => _recipe.SecondValue.Content;
        set => _recipe.SecondValue = new GivenValue(value);
    }

    /// <summary>A type name to put before the object's others.</summary>
    [Parameter(Mandatory = true, ParameterSetName = Typed)]
    [Parameter(ParameterSetName = AnyMember)]
    [Parameter(ParameterSetName = OneNote)]
    [Parameter(ParameterSetName = ManyNotes)]
    [ValidateNotNullOrEmpty]
    public string? TypeName { get; set; }

    /// <summary>Put the member in the place of one that was added earlier.</summary>
    [Parameter(ParameterSetName = AnyMember)]
    [Parameter(ParameterSetName = OneNote)]
    [Parameter(ParameterSetName = ManyNotes)]
    public SwitchParameter Force { get; set; }

    /// <summary>Hand the object on.</summary>
    [Parameter(ParameterSetName = AnyMember)]
    [Parameter(ParameterSetName = Typed)]
    [Parameter(ParameterSetName = OneNote)]
    [Parameter(ParameterSetName = ManyNotes)]
    public SwitchParameter PassThru { get; set; }

    /// <summary>The name of a note property.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OneNote)]
    [NotePropertyName]
    [NumberAsText]
    [ValidateNotNullOrEmpty]
    public string NotePropertyName { get; set; } = string.Empty;

    /// <summary>Its value.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = OneNote)]
    [AllowNull]
    public object? NotePropertyValue { get; set; }

    /// <summary>Note properties, names with values.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ManyNotes)]
    [ValidateNotNullOrEmpty]
    public IDictionary NotePropertyMembers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (TypeName is not null && string.IsNullOrWhiteSpace(TypeName))
        {
            ThrowTerminatingError(MemberError.For(
                "TypeNameShouldNotBeEmpty", "The TypeName parameter should not be null, empty, or contain only white spaces.", TypeName));
        }

        bool done = ParameterSetName switch
        {
            Typed => true,
            ManyNotes => AddNotes(),
            OneNote => Add(new PSNoteProperty(NotePropertyName, NotePropertyValue)),
            _ => Add(_recipe.Make(this)),
        };
        if (!done)
        {
            return;
        }

        if (TypeName is not null)
        {
            // A short name such as int goes in as the type's full one.
            InputObject.TypeNames.Insert(0, LanguagePrimitives.TryConvertTo(TypeName, out Type type) ? type.FullName! : TypeName);
        }

        if (PassThru)
        {
            WriteObject(InputObject);
        }
    }

    private bool AddNotes()
    {
        bool any = false;
        foreach (DictionaryEntry note in NotePropertyMembers)
        {
            string name = LanguagePrimitives.ConvertTo<string>(note.Key);
            if (string.IsNullOrEmpty(name))
            {
                WriteError(MemberError.For("NotePropertyNameShouldNotBeNull", "The name for a NoteProperty member should not be null or an empty string.", name));
            }
            else
            {
                any |= Add(new PSNoteProperty(name, note.Value));
            }
        }

        return any;
    }

    private bool Add(PSMemberInfo member)
    {
        if (InputObject.Members[member.Name] is { } previous)
        {
            if (!Force)
            {
                WriteError(MemberError.For(
                    "MemberAlreadyExists",
                    $"Cannot add a member with the name \"{member.Name}\" because a member with that name already exists. "
                    + "To overwrite the member anyway, add the Force parameter to your command.",
                    InputObject));
                return false;
            }

            if (!previous.IsInstance)
            {
                WriteError(MemberError.For(
                    "CannotRemoveTypeDataMember",
                    $"Cannot force the member with name \"{member.Name}\" and type \"{previous.MemberType}\" to be added. "
                    + "A member with that name and type already exists, and the existing member is not an instance extension.",
                    InputObject));
                return false;
            }

            InputObject.Members.Remove(member.Name);
        }

        InputObject.Members.Add(member);
        return true;
    }
}
