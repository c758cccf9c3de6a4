using System.Globalization;
using System.Management.Automation;
using Freeze.Shell.Data;

namespace Microsoft.PowerShell.Commands;

/// <summary>Base of ConvertTo-Csv and Export-Csv.</summary>
public abstract class BaseCsvWritingCommand : PSCmdlet
{
    private List<string>? _columns;
    private CsvWriting? _writing;

    /// <summary>What stands between values, a comma by default.</summary>
    [Parameter(Position = 1, ParameterSetName = "Delimiter")]
    [ValidateNotNull]
    public char Delimiter { get; set; }

    /// <summary>The culture's list separator stands between values.</summary>
    [Parameter(ParameterSetName = "UseCulture")]
    public SwitchParameter UseCulture { get; set; }

    /// <summary>The objects; the first one decides on the columns.</summary>
    public abstract PSObject? InputObject { get; set; }

    /// <summary>Begin with a line that tells the objects' type.</summary>
    [Parameter]
    [Alias("ITI")]
    public SwitchParameter IncludeTypeInformation { get; set; }

    /// <summary>Begin with no such line, as is the default.</summary>
    [Parameter(DontShow = true)]
    [Alias("NTI")]
    public SwitchParameter NoTypeInformation { get; set; } = true;

    /// <summary>The only columns whose values stand in quotes.</summary>
    [Parameter]
    [Alias("QF")]
    public string[]? QuoteFields { get; set; }

    /// <summary>Which values stand in quotes.</summary>
    [Parameter]
    [Alias("UQ")]
    public QuoteKind UseQuotes { get; set; } = QuoteKind.Always;

    /// <summary>Leave out the names of the columns.</summary>
    [Parameter]
    public SwitchParameter NoHeader { get; set; }

    /// <summary>What stands between values.</summary>
    private protected char Separator { get; private set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        RefuseTogether(nameof(QuoteFields), nameof(UseQuotes), "You must specify either the -UseQuotes or -QuoteFields parameters, but not both.");
        RefuseTogether(
            nameof(IncludeTypeInformation),
            nameof(NoTypeInformation),
            "You must specify either the -IncludeTypeInformation or -NoTypeInformation parameters, but not both.");
        Separator = SeparatorFor(Delimiter, UseCulture);
        _writing = new CsvWriting(Separator, UseQuotes, QuoteFields);
    }

    /// <summary>What stands between values, as the user wants it.</summary>
    internal static char SeparatorFor(char delimiter, bool useCulture) =>
        useCulture ? CultureInfo.CurrentCulture.TextInfo.ListSeparator[0] : delimiter == '\0' ? ',' : delimiter;

    /// <summary>Refuses the command because of parameters that contradict each other.</summary>
    private protected void Refuse(string id, string message) =>
        ThrowTerminatingError(new ErrorRecord(new InvalidOperationException(message), id, ErrorCategory.InvalidData, null));

    /// <summary>The columns to write, given those that the first object has.</summary>
    private protected virtual List<string> Agree(List<string> columns) => columns;

    /// <summary>The lines of an object, with those before it if it is the first one.</summary>
    private protected IEnumerable<string> Lines(PSObject source, bool withHeader)
    {
        if (_columns is null)
        {
            _columns = Agree(CsvWriting.Columns(source));
            if (withHeader && !NoHeader)
            {
                if (IncludeTypeInformation)
                {
                    yield return CsvWriting.TypeLine(source);
                }

                yield return _writing!.HeaderLine(_columns);
            }
        }

        yield return _writing!.Line(source, _columns);
    }

    private void RefuseTogether(string one, string other, string message)
    {
        if (MyInvocation.BoundParameters.ContainsKey(one) && MyInvocation.BoundParameters.ContainsKey(other))
        {
            Refuse(one == nameof(QuoteFields) ? "CannotSpecifyQuoteFieldsAndUseQuotes" : "CannotSpecifyIncludeTypeInformationAndNoTypeInformation", message);
        }
    }
}
