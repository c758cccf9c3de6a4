using System.Management.Automation;
using Freeze.Shell.Foundation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Split-Path: one part of each path, its parent by default.</summary>
[Cmdlet(VerbsCommon.Split, "Path", DefaultParameterSetName = ParentSet)]
[OutputType(typeof(string), typeof(bool))]
public sealed class SplitPathCommand : ProviderCommand
{
    private const string ParentSet = "ParentSet";
    private const string LeafSet = "LeafSet";
    private const string LeafBaseSet = "LeafBaseSet";
    private const string ExtensionSet = "ExtensionSet";
    private const string QualifierSet = "QualifierSet";
    private const string NoQualifierSet = "NoQualifierSet";
    private const string IsAbsoluteSet = "IsAbsoluteSet";

    /// <summary>The paths to split.</summary>
    [Parameter(Position = 0, ParameterSetName = ParentSet, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Parameter(Position = 0, ParameterSetName = LeafSet, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Parameter(Position = 0, ParameterSetName = LeafBaseSet, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Parameter(Position = 0, ParameterSetName = ExtensionSet, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Parameter(Position = 0, ParameterSetName = QualifierSet, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Parameter(Position = 0, ParameterSetName = NoQualifierSet, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Parameter(Position = 0, ParameterSetName = IsAbsoluteSet, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public string[] Path { get; set; } = [];

    /// <summary>Paths taken as they are.</summary>
    [Parameter(ParameterSetName = "LiteralPathSet", Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    public string[] LiteralPath
    {
        get => Path;
        set
        {
            IsLiteral = true;
            Path = value;
        }
    }

    /// <summary>The container (the default).</summary>
    [Parameter(ParameterSetName = ParentSet, ValueFromPipelineByPropertyName = true)]
    public SwitchParameter Parent { get; set; } = true;

    /// <summary>The last part.</summary>
    [Parameter(ParameterSetName = LeafSet, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public SwitchParameter Leaf { get; set; }

    /// <summary>The last part without its extension.</summary>
    [Parameter(ParameterSetName = LeafBaseSet, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public SwitchParameter LeafBase { get; set; }

    /// <summary>The extension, with its dot.</summary>
    [Parameter(ParameterSetName = ExtensionSet, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public SwitchParameter Extension { get; set; }

    /// <summary>The drive or provider in front, with its colon.</summary>
    [Parameter(ParameterSetName = QualifierSet, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public SwitchParameter Qualifier { get; set; }

    /// <summary>All but the drive or provider in front.</summary>
    [Parameter(ParameterSetName = NoQualifierSet, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public SwitchParameter NoQualifier { get; set; }

    /// <summary>Whether the path is absolute.</summary>
    [Parameter(ParameterSetName = IsAbsoluteSet, Mandatory = true)]
    public SwitchParameter IsAbsolute { get; set; }

    /// <summary>Split the existing items that the path matches.</summary>
    [Parameter]
    public SwitchParameter Resolve { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in Path)
        {
            if (Resolve)
            {
                Attempt(() =>
                {
                    foreach (PathInfo found in SessionState.Path.Resolve(path, NewContext()))
                    {
                        Split(found.Path);
                    }
                });
            }
            else
            {
                Attempt(() => Split(path));
            }
        }
    }

    private void Split(string path)
    {
        object? part = ParameterSetName switch
        {
            LeafSet => LeafOf(path),
            LeafBaseSet => System.IO.Path.GetFileNameWithoutExtension(LeafOf(path)),
            ExtensionSet => System.IO.Path.GetExtension(LeafOf(path)),
            QualifierSet => QualifierOf(path),
            NoQualifierSet => path[QualifierLength(path)..],
            IsAbsoluteSet => SessionState.Path.IsPSAbsolute(path, out _),
            _ => SessionState.Path.ParseParent(path, NewContext()),
        };

        if (part is not null)
        {
            WriteObject(part);
        }
    }

    private string LeafOf(string path) => SessionState.Path.ParseChildName(path, NewContext());

    private string? QualifierOf(string path)
    {
        if (QualifierLength(path) is > 0 and var length)
        {
            return path[..length];
        }

        WriteError(new ErrorRecord(
            new FormatException($"Cannot parse path because path '{path}' does not have a qualifier specified."),
            "ParsePathFormatError",
            ErrorCategory.InvalidArgument,
            path));
        return null;
    }

    private int QualifierLength(string path)
    {
        if (SessionState.Path.IsProviderQualified(path))
        {
            return path.IndexOf("::", StringComparison.Ordinal) + 2;
        }

        return SessionState.Path.IsPSAbsolute(path, out string drive) && path.StartsWith(drive + ":", StringComparison.OrdinalIgnoreCase)
            ? drive.Length + 1
            : 0;
    }
}
