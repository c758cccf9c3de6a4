using System.Management.Automation;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Microsoft.PowerShell.Commands;

/// <summary>Add-Type: makes the types of an assembly known. It compiles no source code.</summary>
[Cmdlet(VerbsCommon.Add, "Type", DefaultParameterSetName = Source)]
[OutputType(typeof(Type))]
public sealed class AddTypeCommand : PSCmdlet
{
    private const string Source = "FromSource";
    private const string File = "FromPath";
    private const string LiteralFile = "FromLiteralPath";
    private const string Named = "FromAssemblyName";

    private string[] _files = [];

    /// <summary>Source code, which this command refuses: it has no compiler.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = Source)]
    public string TypeDefinition { get; set; } = string.Empty;

    /// <summary>Assembly files, wildcards allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = File)]
    public string[] Path
    {
        get => _files;
        set => _files = [.. value.SelectMany(path => SessionState.Path.GetResolvedProviderPathFromPSPath(path, out _) is { Count: > 0 } found ? found : [path])];
    }

    /// <summary>Assembly files, taken as they are.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralFile)]
    [Alias("PSPath", "LP")]
    public string[] LiteralPath
    {
        get => _files;
        set => _files = [.. value.Select(SessionState.Path.GetUnresolvedProviderPathFromPSPath)];
    }

    /// <summary>Names of assemblies that the process can find, or of files in the current folder.</summary>
    [Parameter(Mandatory = true, ParameterSetName = Named)]
    [Alias("AN")]
    public string[] AssemblyName { get; set; } = [];

    /// <summary>Hand on the types.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (ParameterSetName == Source)
        {
            throw Refuse("Add-Type -TypeDefinition");
        }

        CheckExtensions();
        foreach (string name in ParameterSetName == Named ? AssemblyName : _files)
        {
            Assembly assembly = LoadByName(name) ?? Assembly.LoadFrom(FileOf(name));
            if (PassThru)
            {
                // What the compiler made is of no use to anyone.
                WriteObject(assembly.GetTypes().Where(type => type.GetCustomAttribute<CompilerGeneratedAttribute>() is null), true);
            }
        }
    }

    private void CheckExtensions()
    {
        foreach (string file in _files)
        {
            string extension = System.IO.Path.GetExtension(file).ToUpperInvariant();
            if (extension == ".CS")
            {
                throw Refuse("Add-Type with source files");
            }

            if (extension != ".DLL")
            {
                throw Fail(new Exception($"Cannot add type. The \"{extension}\" extension is not supported."), "EXTENSION_NOT_SUPPORTED", ErrorCategory.InvalidArgument, extension);
            }
        }
    }

    private static Assembly? LoadByName(string name)
    {
        try
        {
            return Assembly.Load(new AssemblyName(name));
        }
        catch (Exception e) when (e is FileNotFoundException or FileLoadException)
        {
            return null;
        }
    }

    private string FileOf(string name)
    {
        if (name.Contains(System.IO.Path.DirectorySeparatorChar) || name.Contains(System.IO.Path.AltDirectorySeparatorChar))
        {
            return System.IO.Path.IsPathRooted(name) ? name : InCurrentFolder(name) ?? throw NotFound(name);
        }

        string file = name.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) ? name : new AssemblyName(name).Name + ".dll";
        return InCurrentFolder(file) is { } path && System.IO.File.Exists(path) ? path : throw NotFound(name);
    }

    private string? InCurrentFolder(string file) => SessionState.Path.GetResolvedPSPathFromPSPath(file) is [var found, ..] ? found.Path : null;

    private Exception NotFound(string name) => Fail(
        new Exception($"Cannot load assembly '{name}'."), "ErrorLoadingAssembly", ErrorCategory.InvalidOperation, name);

    private Exception Refuse(string what) => Fail(
        new PSNotSupportedException($"{what} is not supported here, because this shell has no compiler. Compile the code to an assembly and load it with Add-Type -Path."),
        "SourceCodeNotSupported",
        ErrorCategory.NotImplemented,
        null);

    private Exception Fail(Exception exception, string id, ErrorCategory category, object? target)
    {
        ThrowTerminatingError(new ErrorRecord(exception, id, category, target));
        return exception;
    }
}
