using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Internal;

namespace Freeze.Commands;

/// <summary>Reads what stands behind -Schedule: a name, or a script block that is a schedule of its own.</summary>
internal static class ScheduleFunctions
{
    /// <summary>The name; null where there is none.</summary>
    /// <exception cref="FreezeException">OptionInvalid: it is neither a name nor a script block.</exception>
    public static string? NameOf(object? schedule) => Plain.Of(schedule) switch
    {
        null or ScriptBlock => null,
        string name => name,
        var other => throw new FreezeException(ErrorCode.OptionInvalid, "Schedule", $"-Schedule cannot be {other}.",
            "Give a name (the Tab key lists them), or a script block { param($step, $total) factor }."),
    };

    /// <summary>The script block as a function of position and number of positions; null where there is none.</summary>
    public static Func<long, long, double>? Of(object? schedule) =>
        Plain.Of(schedule) is ScriptBlock block ? (position, total) => Factor(block, position, total) : null;

    /// <summary>The script block's text, which tells one from another; null where there is none.</summary>
    public static string? TextOf(object? schedule) => Plain.Of(schedule) is ScriptBlock block ? block.ToString().Trim() : null;

    private static double Factor(ScriptBlock block, long position, long total)
    {
        try
        {
            // Nothing at all would be taken for 0, and then nothing would train.
            var factor = block.InvokeReturnAsIs(position, total);
            return factor is null || ReferenceEquals(factor, AutomationNull.Value) ? throw new InvalidCastException("it returned nothing.") : LanguagePrimitives.ConvertTo<double>(factor);
        }
        catch (Exception error) when (error is (RuntimeException and not PipelineStoppedException) or InvalidCastException)
        {
            throw new FreezeException(ErrorCode.OptionInvalid, "Schedule", string.Create(CultureInfo.InvariantCulture, $"The schedule's script block failed for step {position} of {total}: {error.Message}"),
                "Return one number, the factor on the learning rates, such as { param($step, $total) 1 - $step / $total }.", error);
        }
    }
}
