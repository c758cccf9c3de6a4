using System.Globalization;
using System.Reflection;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace Freeze.Shell.Foundation;

/// <summary>Fills the engine's public formatting base classes with the engine's internal machinery, which they come without.</summary>
/// <remarks>
/// Format-Table and its kin are shells around an implementation that the package holds and does not show. These few
/// constructors reach it; a package where they differ fails at once, with the name of what is missing.
/// </remarks>
internal static class EngineFormatting
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
    private const string Space = "Microsoft.PowerShell.Commands.Internal.Format.";

    /// <summary>Makes a command format objects in a shape.</summary>
    /// <param name="command">The command.</param>
    /// <param name="shape">Table, List or Wide.</param>
    internal static void UseShape(FrontEndCommandBase command, string shape)
    {
        object value = Enum.Parse(Type("FormatShape"), shape);
        SetImplementation(command, New("InnerFormatShapeCommand", value));
    }

    /// <summary>Makes a command turn objects into lines of text.</summary>
    /// <param name="command">The command.</param>
    /// <param name="writer">Takes the text.</param>
    /// <param name="columns">How many cells a line has.</param>
    /// <param name="noNewline">Leave out line breaks.</param>
    internal static void UseWriter(FrontEndCommandBase command, TextWriter writer, int columns, bool noNewline)
    {
        object manager = New("OutputManagerInner");
        object output = New("TextWriterLineOutput", writer, columns, noNewline);
        Property(manager, "LineOutput").SetValue(manager, output);
        SetImplementation(command, manager);
    }

    private static void SetImplementation(FrontEndCommandBase command, object implementation)
    {
        var field = typeof(FrontEndCommandBase).GetField("implementation", Any) ?? throw Missing("FrontEndCommandBase.implementation");
        field.SetValue(command, implementation);
    }

    private static object New(string type, params object[] arguments) =>
        Activator.CreateInstance(Type(type), Any, null, arguments, CultureInfo.InvariantCulture) ?? throw Missing(type);

    private static PropertyInfo Property(object target, string name) =>
        target.GetType().GetProperty(name, Any) ?? throw Missing($"{target.GetType().Name}.{name}");

    private static Type Type(string name) =>
        typeof(FrontEndCommandBase).Assembly.GetType(Space + name) ?? throw Missing(name);

    private static MissingMemberException Missing(string what) =>
        new($"This version of System.Management.Automation has no {what}: the formatting commands of the shell need it.");
}
