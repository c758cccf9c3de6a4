using System.Management.Automation;
using System.Text;
using Freeze.Shell.Foundation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Export-Csv: objects into a file of comma-separated values.</summary>
[Cmdlet(VerbsData.Export, "Csv", SupportsShouldProcess = true)]
public sealed class ExportCsvCommand : CsvWritingCommand, IDisposable
{
    private StreamWriter? _writer;
    private IReadOnlyList<string>? _existing;
    private bool _mayWrite;

    /// <inheritdoc/>
    [Parameter(ValueFromPipeline = true, Mandatory = true)]
    public override PSObject? InputObject { get; set; }

    /// <summary>The file.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The file, taken as it is.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [Alias("PSPath", "LP")]
    public string? LiteralPath
    {
        get => Path;
        set => Path = value;
    }

    /// <summary>Write to a read-only file too; with -Append, take objects that lack a column.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Leave a file alone that is there.</summary>
    [Parameter]
    [Alias("NoOverwrite")]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>How text becomes bytes: utf8 without a byte order mark by default.</summary>
    [Parameter]
    [EncodingArgument]
    public Encoding Encoding { get; set; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Write behind what is there, in its columns.</summary>
    [Parameter]
    public SwitchParameter Append { get; set; }

    private protected override IReadOnlyList<string>? ExistingColumns => _existing;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (Path is null)
        {
            ThrowTerminatingError(new ErrorRecord(
                new ArgumentException("You must specify either the -Path or -LiteralPath parameters, but not both."), "CannotSpecifyPathAndLiteralPath", ErrorCategory.InvalidData, null));
        }

        string file = GetUnresolvedProviderPathFromPSPath(Path);
        _mayWrite = ShouldProcess(file);
        if (_mayWrite)
            Open(file);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (_mayWrite)
            base.ProcessRecord();
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => Dispose();

    /// <inheritdoc/>
    public void Dispose()
    {
        _writer?.Dispose();
        _writer = null;
    }

    private protected override void Put(string line) => _writer!.WriteLine(line);

    private protected override void RequireColumns(PSObject item, IReadOnlyList<string> columns)
    {
        if (_existing is null || Force)
            return;
        foreach (string column in columns)
        {
            if (!CsvText.Columns(item).Contains(column, StringComparer.OrdinalIgnoreCase))
            {
                ThrowTerminatingError(new ErrorRecord(
                    new InvalidOperationException($"Cannot append CSV content to the following file: {Path}. The appended object does not have a property that corresponds to the following column: {column}. To continue with mismatched properties, add the -Force parameter, and then retry the command."),
                    "CannotAppendCsvWithMismatchedPropertyNames", ErrorCategory.InvalidData, column));
            }
        }
    }

    private void Open(string file)
    {
        try
        {
            if (Force && File.Exists(file))
                File.SetAttributes(file, File.GetAttributes(file) & ~FileAttributes.ReadOnly);
            if (Append && File.Exists(file) && new FileInfo(file).Length > 0)
                _existing = Columns(file);
            FileMode mode = Append ? FileMode.Append : NoClobber ? FileMode.CreateNew : FileMode.Create;
            _writer = new StreamWriter(new FileStream(file, mode, FileAccess.Write, FileShare.Read), Encoding);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            bool exists = NoClobber && !Append && File.Exists(file);
            ThrowTerminatingError(new ErrorRecord(error, exists ? "NoClobber" : "FileOpenFailure", exists ? ErrorCategory.ResourceExists : ErrorCategory.OpenError, file));
        }
    }

    private List<string>? Columns(string file)
    {
        using var reader = new StreamReader(file);
        // One made-up record lets the reader tell the header's names.
        string header = reader.ReadLine() ?? string.Empty;
        if (header.StartsWith('#'))
            header = reader.ReadLine() ?? string.Empty;
        var sample = new CsvReading(Delimiter, null).Objects(new StringReader(header + "\nx")).FirstOrDefault();
        return sample?.Properties.Select(property => property.Name).ToList();
    }
}
