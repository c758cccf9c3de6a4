using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using Freeze.Shell.Data;

namespace Microsoft.PowerShell.Commands;

/// <summary>Get-Random: random numbers, or some of the objects that it is given.</summary>
[Cmdlet(VerbsCommon.Get, "Random", DefaultParameterSetName = Numbers)]
[OutputType(typeof(int), typeof(long), typeof(double))]
public sealed class GetRandomCommand : PSCmdlet
{
    private const string Numbers = "RandomNumberParameterSet";
    private const string Items = "RandomListItemParameterSet";
    private const string Shuffled = "ShuffleParameterSet";

    // A seed holds for the later commands of its session too, and no longer than the session.
    private static readonly ConditionalWeakTable<Runspace, RandomSource> s_sources = [];

    private readonly List<object?> _chosen = [];
    private int _seen;

    /// <summary>Above the numbers.</summary>
    [Parameter(ParameterSetName = Numbers, Position = 0)]
    public object? Maximum { get; set; }

    /// <summary>The lowest number.</summary>
    [Parameter(ParameterSetName = Numbers)]
    public object? Minimum { get; set; }

    /// <summary>The objects to choose from.</summary>
    [Parameter(ParameterSetName = Items, ValueFromPipeline = true, Position = 0, Mandatory = true)]
    [Parameter(ParameterSetName = Shuffled, ValueFromPipeline = true, Position = 0, Mandatory = true)]
    [AllowNull]
    public object?[]? InputObject { get; set; }

    /// <summary>How many.</summary>
    [Parameter(ParameterSetName = Numbers)]
    [Parameter(ParameterSetName = Items)]
    [ValidateRange(1, int.MaxValue)]
    public int Count { get; set; } = 1;

    /// <summary>All objects, in random order.</summary>
    [Parameter(ParameterSetName = Shuffled, Mandatory = true)]
    public SwitchParameter Shuffle { get; set; }

    /// <summary>From here on, the numbers that belong to this seed.</summary>
    [Parameter]
    [ValidateNotNull]
    public int? SetSeed { get; set; }

    private static RandomSource Source => s_sources.GetValue(Runspace.DefaultRunspace, _ => new RandomSource());

    private bool WantsItems => ParameterSetName != Numbers || (MyInvocation.ExpectingInput && Maximum is null && Minimum is null);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (SetSeed is { } seed)
        {
            s_sources.AddOrUpdate(Runspace.DefaultRunspace, new RandomSource(seed));
        }

        if (ParameterSetName == Numbers && Maximum is object[] items)
        {
            // The first word of the command line may be the objects as well.
            Choose(items);
        }
        else if (!WantsItems)
        {
            WriteNumbers(Operand(Minimum), Operand(Maximum));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (WantsItems)
        {
            Choose(InputObject ?? [null]);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        RandomSource source = Source;
        for (int i = 0; i < _chosen.Count; i++)
        {
            int j = source.Next(i, _chosen.Count);
            WriteObject(_chosen[j]);
            _chosen[j] = _chosen[i];
        }
    }

    // Each object that comes later takes the place of a chosen one with the right probability, so that none has to be kept.
    private void Choose(object?[] items)
    {
        RandomSource source = Source;
        foreach (object? item in items)
        {
            if (Shuffle || _seen < Count)
            {
                _chosen.Add(item);
            }
            else if (source.Next(0, _seen + 1) < Count)
            {
                _chosen[source.Next(0, _chosen.Count)] = item;
            }

            _seen++;
        }
    }

    private void WriteNumbers(object? minimum, object? maximum)
    {
        RandomSource source = Source;
        if (minimum is null or int && maximum is null or int)
        {
            Write((int?)minimum ?? 0, (int?)maximum ?? int.MaxValue, source.Next);
        }
        else if (minimum is null or int or long && maximum is null or int or long)
        {
            long lowest = Convert.ToInt64(minimum ?? 0L, CultureInfo.InvariantCulture);
            Write(lowest, Convert.ToInt64(maximum ?? long.MaxValue, CultureInfo.InvariantCulture), source.Next);
        }
        else
        {
            Write(ToDouble(minimum) ?? 0.0, ToDouble(maximum) ?? double.MaxValue, source.Next);
        }
    }

    private void Write<T>(T minimum, T maximum, Func<T, T, T> next)
        where T : IComparable<T>
    {
        if (minimum.CompareTo(maximum) >= 0)
        {
            string message = string.Create(
                CultureInfo.InvariantCulture, $"The Minimum value ({minimum}) cannot be greater than or equal to the Maximum value ({maximum}).");
            ThrowTerminatingError(new ErrorRecord(new ArgumentException(message), "MinGreaterThanOrEqualMax", ErrorCategory.InvalidArgument, null));
        }

        for (int i = 0; i < Count; i++)
        {
            WriteObject(next(minimum, maximum));
        }
    }

    private static object? Operand(object? value) =>
        (value is PSObject wrapper ? wrapper.BaseObject : value) is var plain && plain is string text ? ScanNumber(null, text, typeof(int), true) : plain;

    private static double? ToDouble(object? value) =>
        value is null ? null : (double)LanguagePrimitives.ConvertTo(value, typeof(double), CultureInfo.InvariantCulture);

    [UnsafeAccessor(UnsafeAccessorKind.StaticMethod)]
    private static extern object ScanNumber(Parser? owner, string str, Type toType, bool shouldTryCoercion);
}
