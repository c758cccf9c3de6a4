namespace Freeze.Optimization.Schedules;

/// <summary>A schedule that multiplies the base rate by a function of the position.</summary>
/// <param name="factor">The factor at a position.</param>
internal sealed class FactorSchedule(Func<long, double> factor) : Schedule
{
    /// <inheritdoc/>
    public override double RateAt(ScheduledGroup group, long position) => group.BaseRate * factor(position);

    /// <summary>The base rate throughout.</summary>
    public static FactorSchedule None() => new(_ => 1);

    /// <summary>torch's StepLR.</summary>
    public static FactorSchedule Step(long size, double gamma) => new(position => Math.Pow(gamma, position / size));

    /// <summary>torch's MultiStepLR; a milestone given twice counts twice.</summary>
    public static FactorSchedule MultiStep(IReadOnlyList<long> milestones, double gamma) => new(position => Math.Pow(gamma, milestones.Count(milestone => milestone <= position)));

    /// <summary>torch's ExponentialLR.</summary>
    public static FactorSchedule Exponential(double gamma) => new(position => Math.Pow(gamma, position));

    /// <summary>torch's ConstantLR: a smaller rate at first.</summary>
    public static FactorSchedule Constant(double factor, long total) => new(position => position < total ? factor : 1);

    /// <summary>torch's LinearLR.</summary>
    public static FactorSchedule Linear(double start, double end, long total) => new(position => start + (end - start) * Math.Min(position, total) / total);

    /// <summary>torch's PolynomialLR.</summary>
    public static FactorSchedule Polynomial(long total, double power) => new(position => Math.Pow(1 - (double)Math.Min(position, total) / total, power));
}
