using System.Globalization;
using System.Management.Automation;
using Freeze.Shell.Foundation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Get-Random: random numbers, or random ones of some objects.</summary>
[Cmdlet(VerbsCommon.Get, "Random", DefaultParameterSetName = "RandomNumberParameterSet")]
[OutputType(typeof(int), typeof(long), typeof(double))]
public sealed class GetRandomCommand : PSCmdlet
{
    private readonly List<object?> _input = [];

    /// <summary>Seeds the session's random numbers.</summary>
    [Parameter]
    public int? SetSeed { get; set; }

    /// <summary>Numbers lie below this.</summary>
    [Parameter(ParameterSetName = "RandomNumberParameterSet", Position = 0)]
    public object? Maximum { get; set; }

    /// <summary>Numbers are at least this.</summary>
    [Parameter(ParameterSetName = "RandomNumberParameterSet")]
    public object? Minimum { get; set; }

    /// <summary>What to choose from.</summary>
    [Parameter(ParameterSetName = "RandomListItemParameterSet", ValueFromPipeline = true, Position = 0, Mandatory = true)]
    [Parameter(ParameterSetName = "ShuffleParameterSet", ValueFromPipeline = true, Position = 0, Mandatory = true)]
    [AllowNull]
    [AllowEmptyCollection]
    public object?[]? InputObject { get; set; }

    /// <summary>How many.</summary>
    [Parameter(ParameterSetName = "RandomNumberParameterSet")]
    [Parameter(ParameterSetName = "RandomListItemParameterSet")]
    [ValidateRange(1, int.MaxValue)]
    public int Count { get; set; } = 1;

    /// <summary>All of them, in random order.</summary>
    [Parameter(ParameterSetName = "ShuffleParameterSet", Mandatory = true)]
    public SwitchParameter Shuffle { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (SetSeed is { } seed)
            SessionRandom.Seed(seed);
        if (ParameterSetName != "RandomNumberParameterSet")
            return;
        for (int i = 0; i < Count; i++)
            WriteObject(Number(Unwrap(Minimum), Unwrap(Maximum)));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName != "RandomNumberParameterSet")
            _input.AddRange(InputObject ?? [null]);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        int wanted = Shuffle ? _input.Count : Math.Min(Count, _input.Count);
        // Fisher and Yates, as far as it is needed.
        for (int i = 0; i < wanted; i++)
        {
            int other = SessionRandom.Next(i, _input.Count);
            (_input[i], _input[other]) = (_input[other], _input[i]);
            WriteObject(_input[i]);
        }
    }

    private object Number(object? minimum, object? maximum)
    {
        if (minimum is double or float or decimal || maximum is double or float or decimal)
        {
            double low = ToDouble(minimum, 0), high = ToDouble(maximum, double.MaxValue);
            RequireOrder(low < high, minimum, maximum);
            return low + (SessionRandom.NextDouble() * (high - low));
        }

        bool isWide = minimum is long or uint or ulong || maximum is long or uint or ulong;
        long from = minimum is null ? 0 : Convert.ToInt64(minimum, CultureInfo.InvariantCulture);
        long to = maximum is null ? int.MaxValue : Convert.ToInt64(maximum, CultureInfo.InvariantCulture);
        RequireOrder(from < to, minimum, maximum);
        long number = SessionRandom.NextLong(from, to);
        return isWide ? number : (int)number;
    }

    private void RequireOrder(bool isOrdered, object? minimum, object? maximum)
    {
        if (!isOrdered)
        {
            ThrowTerminatingError(new ErrorRecord(
                new ArgumentException($"The Minimum value ({minimum ?? 0}) cannot be greater than or equal to the Maximum value ({maximum})."), "MinGreaterThanOrEqualMax", ErrorCategory.InvalidArgument, null));
        }
    }

    private static double ToDouble(object? value, double without) => value is null ? without : Convert.ToDouble(value, CultureInfo.InvariantCulture);

    /// <summary>Texts that are numbers count as such.</summary>
    private static object? Unwrap(object? value)
    {
        object? plain = value is PSObject wrapped ? wrapped.BaseObject : value;
        if (plain is not string text)
            return plain;
        return LanguagePrimitives.ConvertTo(text, text.Contains('.', StringComparison.Ordinal) ? typeof(double) : typeof(int), CultureInfo.InvariantCulture);
    }
}
