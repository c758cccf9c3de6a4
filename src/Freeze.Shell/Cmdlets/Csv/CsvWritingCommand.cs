using System.Management.Automation;
using Freeze.Shell.Foundation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Base of ConvertTo-Csv and Export-Csv.</summary>
public abstract class CsvWritingCommand : PSCmdlet
{
    private CsvText? _text;
    private IReadOnlyList<string>? _columns;

    /// <summary>The objects; the first one's properties are the columns.</summary>
    [Parameter(ValueFromPipeline = true, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public abstract PSObject? InputObject { get; set; }

    /// <summary>Between the fields: a comma where none is given.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNull]
    public char Delimiter { get; set; } = ',';

    /// <summary>Begin with a line that names the objects' type.</summary>
    [Parameter]
    [Alias("ITI")]
    public SwitchParameter IncludeTypeInformation { get; set; }

    /// <summary>Leave out the line that names the type; it is left out anyway.</summary>
    [Parameter(DontShow = true)]
    [Alias("NTI")]
    public SwitchParameter NoTypeInformation { get; set; }

    /// <summary>The only columns whose fields are quoted.</summary>
    [Parameter]
    [Alias("QF")]
    public string[]? QuoteFields { get; set; }

    /// <summary>Which fields are quoted: Always, AsNeeded or Never.</summary>
    [Parameter]
    [Alias("UQ")]
    [ValidateSet("Always", "AsNeeded", "Never")]
    public string UseQuotes { get; set; } = "Always";

    /// <summary>Leave out the line of column names.</summary>
    [Parameter]
    public SwitchParameter NoHeader { get; set; }

    /// <summary>Columns that are there already, or null: where a file is written on.</summary>
    private protected virtual IReadOnlyList<string>? ExistingColumns => null;

    /// <summary>Takes a line.</summary>
    private protected abstract void Put(string line);

    /// <summary>Called when an object lacks a column that the others have.</summary>
    private protected virtual void RequireColumns(PSObject item, IReadOnlyList<string> columns)
    {
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputObject is not { } item)
            return;
        _text ??= new CsvText(Delimiter, UseQuotes, QuoteFields);
        if (_columns is null)
            Begin(item);
        RequireColumns(item, _columns!);
        Put(_text.Row(item, _columns!));
    }

    private void Begin(PSObject item)
    {
        if (ExistingColumns is { } existing)
        {
            _columns = existing;
            return;
        }

        _columns = CsvText.Columns(item);
        if (IncludeTypeInformation)
            Put("#TYPE " + item.TypeNames[0]);
        if (!NoHeader)
            Put(_text!.Header(_columns));
    }
}
