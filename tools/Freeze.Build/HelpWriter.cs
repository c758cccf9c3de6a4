using System.Reflection;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Freeze.Build.Help;

namespace Freeze.Build;

/// <summary>Writes PowerShell help (MAML) from the XML documentation of the commands and their attributes.</summary>
/// <remarks>
/// What becomes what, for a cmdlet class and its parameter properties:
/// <code>
/// class:     summary     synopsis                     remarks    description, a paragraph for each para
///            example     an example, made of          seealso    related links (cref to a command, or href with a text)
///                        summary (its title), code, and para (what it shows)
/// property:  summary     description                  remarks    further paragraphs
/// </code>
/// Required, position, pipeline input, aliases, possible values, wildcards and default values ([PSDefaultValue]) come from
/// attributes; inputs from ValueFromPipeline, outputs from [OutputType], each described by its type's summary.
/// </remarks>
internal static class HelpWriter
{
    /// <summary>Writes the help of every cmdlet in <paramref name="assembly"/>; the file is replaced by rename, and left alone when nothing changed.</summary>
    /// <param name="assembly">The commands; the XML documentation lies beside it.</param>
    /// <param name="references">A file that lists the assemblies which the commands were compiled against, one a line.</param>
    /// <param name="output">The help file, which PowerShell expects to be called like the assembly with "-Help.xml" behind.</param>
    /// <exception cref="InvalidDataException">The assembly or its documentation cannot be read.</exception>
    public static void Run(string assembly, string references, string output)
    {
        var paths = File.ReadLines(references).Where(path => path.Length > 0).Append(assembly);
        // Of two files with one name the later wins: the assembly itself.
        var byName = paths.GroupBy(path => Path.GetFileName(path)).Select(group => group.Last());
        using var context = new MetadataLoadContext(new PathAssemblyResolver(byName), "System.Runtime");
        Save(Write(context.LoadFromAssemblyPath(Path.GetFullPath(assembly))), output);
    }

    /// <summary>The help of every cmdlet in an assembly that was loaded for inspection.</summary>
    internal static XDocument Write(Assembly assembly)
    {
        try
        {
            var documentation = new Documentation(assembly);
            var commands = CommandReader.Read(assembly, documentation);
            return MamlDocument.Create(commands);
        }
        catch (Exception error) when (error is XmlException or FileNotFoundException or ReflectionTypeLoadException)
        {
            throw new InvalidDataException($"the help of {assembly.Location} could not be written: {error.Message}", error);
        }
    }

    private static void Save(XDocument help, string output)
    {
        using var buffer = new MemoryStream();
        using (var writer = XmlWriter.Create(buffer, new XmlWriterSettings { Indent = true, Encoding = new UTF8Encoding(false), NewLineChars = "\n" }))
            help.Save(writer);
        var bytes = buffer.ToArray();
        if (File.Exists(output) && File.ReadAllBytes(output).AsSpan().SequenceEqual(bytes))
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(output))!);
        var temporary = output + $".{Environment.ProcessId}.tmp";
        File.WriteAllBytes(temporary, bytes);
        File.Move(temporary, output, overwrite: true);
    }
}
