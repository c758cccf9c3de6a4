using System.Management.Automation;
using System.Text;
using Freeze.Shell.Data;
using Freeze.Shell.Foundation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Export-Csv: objects into a file of comma-separated values.</summary>
[Cmdlet(VerbsData.Export, "Csv", SupportsShouldProcess = true, DefaultParameterSetName = "Delimiter")]
public sealed class ExportCsvCommand : BaseCsvWritingCommand, IDisposable
{
    private string? _path;
    private bool _hasPath;
    private bool _isLiteral;
    private OpenFile? _file;
    private IReadOnlyList<string>? _existing;

    /// <inheritdoc/>
    [Parameter(ValueFromPipeline = true, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public override PSObject? InputObject { get; set; }

    /// <summary>The file.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? Path
    {
        get => _path;
        set
        {
            _path = value;
            _hasPath = true;
        }
    }

    /// <summary>The file, taken as it is.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [Alias("PSPath", "LP")]
    public string? LiteralPath
    {
        get => _path;
        set
        {
            _path = value;
            _isLiteral = true;
        }
    }

    /// <summary>Write to a read-only file too, and under -Append also objects that lack columns.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Leave a file alone that is there.</summary>
    [Parameter]
    [Alias("NoOverwrite")]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>How text becomes bytes: utf8 without a byte order mark by default.</summary>
    [Parameter]
    [EncodingArgument]
    [ValidateNotNullOrEmpty]
    public Encoding Encoding { get; set; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Write behind what is there, in its columns.</summary>
    [Parameter]
    public SwitchParameter Append { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (_hasPath == _isLiteral)
        {
            Refuse("CannotSpecifyPathAndLiteralPath", "You must specify either the -Path or -LiteralPath parameters, but not both.");
        }

        if (ShouldProcess(_path))
        {
            Encoding encoding = Append && File.Exists(this.ResolveFile(_path!, _isLiteral)) ? ReadExisting() : Encoding;
            _file = OpenFile.ToWrite(this, _path!, encoding, Append, Force, NoClobber, _isLiteral);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputObject is null || _file is null)
        {
            return;
        }

        foreach (string line in Lines(InputObject, withHeader: _existing is null))
        {
            _file.Writer.WriteLine(line);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => Dispose();

    /// <inheritdoc/>
    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
    }

    private protected override List<string> Agree(List<string> columns)
    {
        if (_existing is null)
        {
            return columns;
        }

        var own = new HashSet<string>(columns, StringComparer.OrdinalIgnoreCase);
        if (!Force && _existing.FirstOrDefault(column => !own.Contains(column)) is { } missing)
        {
            string message = $"Cannot append CSV content to the following file: {_path}. The appended object does not have a property that corresponds"
                + $" to the following column: {missing}. To continue with mismatched properties, add the -Force parameter, and then retry the command.";
            ThrowTerminatingError(new ErrorRecord(
                new InvalidOperationException(message), "CannotAppendCsvWithMismatchedPropertyNames", ErrorCategory.InvalidData, missing));
        }

        return [.. _existing];
    }

    // The columns and the encoding of the file that is there; an empty one is like none.
    private Encoding ReadExisting()
    {
        using StreamReader reader = this.OpenReader(_path!, Encoding, _isLiteral);
        var records = new CsvRecords(reader, Separator);
        if (records.Next < 0)
        {
            return Encoding;
        }

        var reading = new CsvReading(records, this);
        reading.ReadColumns();
        _existing = reading.Columns;
        return reader.CurrentEncoding;
    }
}
