namespace Freeze.Optimization.Schedules;

/// <summary>One schedule on offer: its name, PyTorch's, its options, and how it is made from them.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Class">The name of PyTorch's class.</param>
/// <param name="Options">PyTorch's argument names.</param>
/// <param name="Interval">What it counts unless told otherwise.</param>
/// <param name="Make">Makes it, for so many positions.</param>
internal sealed record ScheduleDefinition(string Name, string Class, string[] Options, ScheduleInterval Interval, Func<ScheduleOptions, long, Schedule> Make)
{
    /// <summary>Every schedule that has a name.</summary>
    public static readonly IReadOnlyList<ScheduleDefinition> All =
    [
        new("None", "", [], ScheduleInterval.Epoch, (_, _) => FactorSchedule.None()),
        new("Constant", "ConstantLR", ["factor", "total_iters"], ScheduleInterval.Epoch, (o, _) => FactorSchedule.Constant(o.Number("factor", 1.0 / 3, value => value is >= 0 and <= 1, "from 0 to 1"), o.Whole("total_iters", 5))),
        new("Step", "StepLR", ["step_size", "gamma"], ScheduleInterval.Epoch, (o, _) => FactorSchedule.Step(o.Whole("step_size"), o.NotNegative("gamma", 0.1))),
        new("MultiStep", "MultiStepLR", ["milestones", "gamma"], ScheduleInterval.Epoch, (o, _) => FactorSchedule.MultiStep(o.Milestones("milestones"), o.NotNegative("gamma", 0.1))),
        new("Exponential", "ExponentialLR", ["gamma"], ScheduleInterval.Epoch, (o, _) => FactorSchedule.Exponential(o.NotNegative("gamma"))),
        new("Cosine", "CosineAnnealingLR", ["T_max", "eta_min"], ScheduleInterval.Epoch, (o, n) => new CosineSchedule(o.Whole("T_max", n), o.NotNegative("eta_min", 0))),
        new("CosineWarmRestarts", "CosineAnnealingWarmRestarts", ["T_0", "T_mult", "eta_min"], ScheduleInterval.Epoch, (o, _) => new WarmRestartSchedule(o.Whole("T_0"), o.Whole("T_mult", 1), o.NotNegative("eta_min", 0))),
        new("OneCycle", "OneCycleLR", ["max_lr", "total_steps", "epochs", "steps_per_epoch", "pct_start", "anneal_strategy", "cycle_momentum", "base_momentum", "max_momentum", "div_factor", "final_div_factor", "three_phase"], ScheduleInterval.Step, OneCycle),
        new("Linear", "LinearLR", ["start_factor", "end_factor", "total_iters"], ScheduleInterval.Epoch, (o, _) => FactorSchedule.Linear(
            o.Number("start_factor", 1.0 / 3, value => value is > 0 and <= 1, "above 0 and at most 1"), o.Number("end_factor", 1, value => value is >= 0 and <= 1, "from 0 to 1"), o.Whole("total_iters", 5))),
        new("Polynomial", "PolynomialLR", ["total_iters", "power"], ScheduleInterval.Epoch, (o, _) => FactorSchedule.Polynomial(o.Whole("total_iters", 5), o.NotNegative("power", 1))),
        new("ReduceOnPlateau", "ReduceLROnPlateau", ["mode", "factor", "patience", "threshold", "threshold_mode", "cooldown", "min_lr", "eps"], ScheduleInterval.Epoch, Plateau),
        new("Cyclic", "CyclicLR", ["base_lr", "max_lr", "step_size_up", "step_size_down", "mode", "gamma", "cycle_momentum", "base_momentum", "max_momentum"], ScheduleInterval.Step, Cyclic),
    ];

    private static OneCycleSchedule OneCycle(ScheduleOptions o, long positions)
    {
        var total = o.Has("epochs") && o.Has("steps_per_epoch") && !o.Has("total_steps") ? (long)Math.Min((double)o.Whole("epochs") * o.Whole("steps_per_epoch"), 1L << 53) : o.Whole("total_steps", positions);
        return new OneCycleSchedule
        {
            Total = total,
            Maximum = o.PerGroup("max_lr", group => group.BaseRate),
            PctStart = o.Number("pct_start", 0.3, value => value is >= 0 and <= 1, "from 0 to 1"),
            IsLinear = o.Choice("anneal_strategy", "cos", "cos", "linear") == "linear",
            DivFactor = o.Positive("div_factor", 25),
            FinalDivFactor = o.Positive("final_div_factor", 1e4),
            HasThreePhases = o.Flag("three_phase", false),
            Momentum = Momentum(o, 0.85, 0.95),
        };
    }

    private static PlateauSchedule Plateau(ScheduleOptions o, long positions) => new()
    {
        IsMaximum = o.Choice("mode", "min", "min", "max") == "max",
        Factor = o.Number("factor", 0.1, value => value is >= 0 and < 1, "from 0 up to but not 1"),
        Patience = o.Whole("patience", 10, least: 0),
        Threshold = o.NotNegative("threshold", 1e-4),
        IsAbsolute = o.Choice("threshold_mode", "rel", "rel", "abs") == "abs",
        Cooldown = o.Whole("cooldown", 0, least: 0),
        Min = o.PerGroup("min_lr", _ => 0),
        Epsilon = o.NotNegative("eps", 1e-8),
    };

    private static CyclicSchedule Cyclic(ScheduleOptions o, long positions)
    {
        var up = o.Whole("step_size_up", 2000);
        return new CyclicSchedule
        {
            Min = o.PerGroup("base_lr", null),
            Max = o.PerGroup("max_lr", null),
            Up = up,
            Down = o.Whole("step_size_down", up),
            Mode = o.Choice("mode", "triangular", "triangular", "triangular2", "exp_range"),
            Gamma = o.NotNegative("gamma", 1),
            Momentum = Momentum(o, 0.8, 0.9),
        };
    }

    private static (double, double)? Momentum(ScheduleOptions o, double least, double most)
    {
        static bool InRange(double value) => value is >= 0 and < 1;
        var range = (o.Number("base_momentum", least, InRange, "from 0 up to but not 1"), o.Number("max_momentum", most, InRange, "from 0 up to but not 1"));
        return o.Flag("cycle_momentum", true) ? range : null;
    }
}
