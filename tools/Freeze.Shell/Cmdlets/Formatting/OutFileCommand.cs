using System.Management.Automation;
using System.Text;
using Freeze.Shell.Foundation;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace Microsoft.PowerShell.Commands;

/// <summary>Out-File: what would be shown, into a file. The redirections <c>&gt;</c> and <c>&gt;&gt;</c> run it.</summary>
[Cmdlet(VerbsData.Out, "File", SupportsShouldProcess = true, DefaultParameterSetName = "ByPath")]
public sealed class OutFileCommand : FrontEndCommandBase
{
    private StreamWriter? _writer;

    /// <summary>The file.</summary>
    [Alias("Path")]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "ByPath")]
    public string FilePath { get; set; } = string.Empty;

    /// <summary>The file, taken as it is.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "ByLiteralPath")]
    [Alias("PSPath", "LP")]
    public string LiteralPath
    {
        get => FilePath;
        set => FilePath = value;
    }

    /// <summary>How text becomes bytes: utf8 without a byte order mark by default.</summary>
    [Parameter(Position = 1)]
    [EncodingArgument]
    [ValidateNotNullOrEmpty]
    public Encoding Encoding { get; set; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Write behind what is there.</summary>
    [Parameter]
    public SwitchParameter Append { get; set; }

    /// <summary>Write to a read-only file too.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Leave a file alone that is there.</summary>
    [Alias("NoOverwrite")]
    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>How many characters a line has.</summary>
    [Parameter]
    [ValidateRange(2, int.MaxValue)]
    public int Width { get; set; } = int.MaxValue - 1;

    /// <summary>Leave out line breaks.</summary>
    [Parameter]
    public SwitchParameter NoNewline { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        string path = GetUnresolvedProviderPathFromPSPath(FilePath);
        // Under -WhatIf the objects are formatted all the same, into nothing, as the engine's machinery wants an output.
        TextWriter writer = ShouldProcess(path, "Output to File") ? _writer = Open(path) : TextWriter.Null;
        EngineFormatting.UseWriter(this, writer, Width, NoNewline);
        base.BeginProcessing();
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        Close();
    }

    /// <inheritdoc/>
    protected override void InternalDispose()
    {
        base.InternalDispose();
        Close();
    }

    private void Close()
    {
        _writer?.Dispose();
        _writer = null;
    }

    private StreamWriter Open(string path)
    {
        try
        {
            if (Force && File.Exists(path))
                File.SetAttributes(path, File.GetAttributes(path) & ~FileAttributes.ReadOnly);
            FileMode mode = Append ? FileMode.Append : NoClobber ? FileMode.CreateNew : FileMode.Create;
            return new StreamWriter(new FileStream(path, mode, FileAccess.Write, FileShare.Read), Encoding);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            bool exists = NoClobber && !Append && File.Exists(path);
            ThrowTerminatingError(new ErrorRecord(
                error, exists ? "NoClobber" : "FileOpenFailure", exists ? ErrorCategory.ResourceExists : ErrorCategory.OpenError, path));
            throw;
        }
    }
}
