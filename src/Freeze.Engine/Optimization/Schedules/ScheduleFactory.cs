using System.Collections;
using Freeze.Tensors;

namespace Freeze.Optimization.Schedules;

/// <summary>Makes schedules by name, as scripts ask for them.</summary>
public static class ScheduleFactory
{
    private const string IntervalOption = "interval";

    /// <summary>The names on offer.</summary>
    public static IReadOnlyList<string> Names { get; } = ScheduleDefinition.All.Select(definition => definition.Name).ToArray();

    /// <summary>The options of a schedule, PyTorch's argument names and <c>interval</c>.</summary>
    /// <exception cref="FreezeException">OptionInvalid: no schedule has that name.</exception>
    public static IReadOnlyList<string> OptionNames(string name) => [.. Find(name).Options, IntervalOption];

    /// <summary>Makes a schedule by name. PyTorch's class names are understood too.</summary>
    /// <param name="name">The name, letter case apart.</param>
    /// <param name="options">Its options by PyTorch's argument names, and <c>interval</c> (<c>epoch</c> or <c>step</c>); null for none.</param>
    /// <param name="context">The run it is for.</param>
    /// <exception cref="FreezeException">OptionInvalid: an unknown name, an unknown option, or a value that it cannot take.</exception>
    public static RunSchedule Create(string name, IDictionary? options, ScheduleContext context)
    {
        var definition = Find(name);
        var read = new ScheduleOptions(definition.Name, options, OptionNames(definition.Name), context.Groups);
        var interval = Interval(read, definition.Interval);
        return new RunSchedule(definition.Make(read, context.Positions(interval)), interval, context);
    }

    /// <summary>Makes a schedule of a function that gives the factor on the base rate.</summary>
    /// <param name="factor">The factor, from the position (from 0) and the number of positions.</param>
    /// <param name="options">Nothing but <c>interval</c>, by default <c>step</c>; null for none.</param>
    /// <param name="context">The run it is for.</param>
    /// <exception cref="FreezeException">OptionInvalid: an unknown option.</exception>
    public static RunSchedule Create(Func<long, long, double> factor, IDictionary? options, ScheduleContext context)
    {
        var interval = Interval(new ScheduleOptions("function", options, [IntervalOption], context.Groups), ScheduleInterval.Step);
        var total = context.Positions(interval);
        return new RunSchedule(new FactorSchedule(position => Finite(factor(position, total))), interval, context);
    }

    private static double Finite(double factor) => double.IsFinite(factor) && factor >= 0 ? factor
        : throw new FreezeException(ErrorCode.OptionInvalid, "Schedule", $"The schedule's function gave {OptionReading.Describe(factor)}, which no learning rate can be multiplied by.", "Return a factor of 0 or more.");

    private static ScheduleInterval Interval(ScheduleOptions options, ScheduleInterval otherwise) =>
        options.Choice(IntervalOption, otherwise.ToString(), "epoch", "step").Equals("step", StringComparison.OrdinalIgnoreCase) ? ScheduleInterval.Step : ScheduleInterval.Epoch;

    private static ScheduleDefinition Find(string name) =>
        ScheduleDefinition.All.FirstOrDefault(definition => definition.Name.Equals(name, StringComparison.OrdinalIgnoreCase) || definition.Class.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new FreezeException(ErrorCode.OptionInvalid, name, $"There is no schedule '{name}'.{NearestNames.Suggest(name, Names)}", $"The schedules are {string.Join(", ", Names)}, or a script block such as {{ param($step, $total) 1 - $step / $total }}.");
}
