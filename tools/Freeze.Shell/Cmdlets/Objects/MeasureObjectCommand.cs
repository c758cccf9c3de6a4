using System.Management.Automation;
using System.Management.Automation.Internal;
using Freeze.Shell.Foundation;
using Freeze.Shell.Objects;

namespace Microsoft.PowerShell.Commands;

/// <summary>Measure-Object: counts objects, and computes statistics of numbers and sizes of texts.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "Object", DefaultParameterSetName = Numbers)]
[OutputType(typeof(GenericMeasureInfo), typeof(TextMeasureInfo), typeof(GenericObjectMeasureInfo))]
public sealed class MeasureObjectCommand : PSCmdlet
{
    private const string Numbers = "GenericMeasure";
    private const string Texts = "TextMeasure";

    // In the order in which the properties were first met.
    private readonly OrderedDictionary<string, ValueStatistics> _statistics = new(StringComparer.OrdinalIgnoreCase);
    private bool _sawOther;

    /// <summary>The objects.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; } = AutomationNull.Value;

    /// <summary>Properties to measure, wildcards and script blocks allowed.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public PSPropertyExpression[]? Property { get; set; }

    /// <summary>Compute the standard deviation of a sample.</summary>
    [Parameter(ParameterSetName = Numbers)]
    public SwitchParameter StandardDeviation { get; set; }

    /// <summary>Compute the sum.</summary>
    [Parameter(ParameterSetName = Numbers)]
    public SwitchParameter Sum { get; set; }

    /// <summary>Compute everything that there is for numbers.</summary>
    [Parameter(ParameterSetName = Numbers)]
    public SwitchParameter AllStats { get; set; }

    /// <summary>Compute the mean.</summary>
    [Parameter(ParameterSetName = Numbers)]
    public SwitchParameter Average { get; set; }

    /// <summary>Find the largest value.</summary>
    [Parameter(ParameterSetName = Numbers)]
    public SwitchParameter Maximum { get; set; }

    /// <summary>Find the smallest value.</summary>
    [Parameter(ParameterSetName = Numbers)]
    public SwitchParameter Minimum { get; set; }

    /// <summary>Count lines.</summary>
    [Parameter(ParameterSetName = Texts)]
    public SwitchParameter Line { get; set; }

    /// <summary>Count words.</summary>
    [Parameter(ParameterSetName = Texts)]
    public SwitchParameter Word { get; set; }

    /// <summary>Count characters.</summary>
    [Parameter(ParameterSetName = Texts)]
    public SwitchParameter Character { get; set; }

    /// <summary>Leave white space out of the count of characters.</summary>
    [Parameter(ParameterSetName = Texts)]
    public SwitchParameter IgnoreWhiteSpace { get; set; }

    private bool NeedsNumbers => Sum || Average || StandardDeviation;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (AllStats)
        {
            Sum = Average = StandardDeviation = Maximum = Minimum = true;
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputObject is null || InputObject == AutomationNull.Value)
        {
            return;
        }

        if (Property is null)
        {
            Take("$_", InputObject.BaseObject);
            return;
        }

        // A property that several patterns match counts once.
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (PSPropertyExpression asked in Property)
        {
            List<PSPropertyExpression> found = asked.ResolveNames(InputObject);
            if (found.Count == 0 && !asked.HasWildCardCharacters)
            {
                StatisticsOf(asked.ToString());
            }

            foreach (PSPropertyExpression property in found)
            {
                string name = property.ToString();
                if (!taken.Contains(name) && property.GetValues(InputObject) is [var first, ..])
                {
                    Take(name, first.Result);
                    taken.Add(name);
                }
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (Property is null)
        {
            // No input at all has a count too.
            StatisticsOf("$_");
        }

        foreach ((string name, ValueStatistics statistics) in _statistics)
        {
            if (Property is not null && statistics.Count == 0)
            {
                WriteMissing(name);
                continue;
            }

            MeasureInfo result = ParameterSetName == Texts ? OfTexts(statistics) : statistics.HasNumericExtremes ? OfNumbers(statistics) : OfObjects(statistics);
            result.Property = Property is null ? null : name;
            WriteObject(result);
        }
    }

    private ValueStatistics StatisticsOf(string name)
    {
        if (!_statistics.TryGetValue(name, out ValueStatistics? found))
        {
            found = new ValueStatistics();
            _statistics.Add(name, found);
        }

        return found;
    }

    private void Take(string name, object? value)
    {
        ValueStatistics statistics = StatisticsOf(name);
        statistics.CountOne();
        if (Line || Word || Character)
        {
            statistics.AddText(value?.ToString() ?? string.Empty, IgnoreWhiteSpace);
        }

        if (NeedsNumbers)
        {
            if (!LanguagePrimitives.TryConvertTo(value, out double number))
            {
                _sawOther = true;
                WriteError(new ErrorRecord(
                    new PSInvalidOperationException($"Input object \"{value}\" is not numeric."), "NonNumericInputObject", ErrorCategory.InvalidType, value));
                return;
            }

            statistics.AddNumber(number);
        }

        // Extremes exist of everything that can be compared.
        if (Minimum)
        {
            statistics.AddMinimum(value);
        }

        if (Maximum)
        {
            statistics.AddMaximum(value);
        }
    }

    private GenericMeasureInfo OfNumbers(ValueStatistics statistics) => new()
    {
        Count = statistics.Count,
        Sum = Sum && !_sawOther ? statistics.Sum : null,
        Average = Average && !_sawOther && statistics.Count > 0 ? statistics.Average : null,
        StandardDeviation = StandardDeviation && !_sawOther ? statistics.StandardDeviation : null,
        Maximum = statistics.Maximum is null ? null : LanguagePrimitives.ConvertTo<double>(statistics.Maximum),
        Minimum = statistics.Minimum is null ? null : LanguagePrimitives.ConvertTo<double>(statistics.Minimum),
    };

    private GenericObjectMeasureInfo OfObjects(ValueStatistics statistics) => new()
    {
        Count = statistics.Count,
        Sum = Sum && !_sawOther ? statistics.Sum : null,
        Average = Average && !_sawOther && statistics.Count > 0 ? statistics.Average : null,
        Maximum = statistics.Maximum,
        Minimum = statistics.Minimum,
    };

    private TextMeasureInfo OfTexts(ValueStatistics statistics) => new()
    {
        Lines = Line ? statistics.Lines : null,
        Words = Word ? statistics.Words : null,
        Characters = Character ? statistics.Characters : null,
    };

    // Only strict scripts hear of a property that no object has.
    private void WriteMissing(string name)
    {
        if (!this.IsStrict(2))
        {
            return;
        }

        string message = $"Cannot process argument because the value of argument \"{name}\" is not valid. Change the value of the \"{name}\" argument and run the operation again.";
        WriteError(new ErrorRecord(new PSArgumentException(message, name), ParameterSetName + "PropertyNotFound", ErrorCategory.ObjectNotFound, null));
    }
}
