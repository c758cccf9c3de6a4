namespace Freeze.Training.Checkpointing;

/// <summary>What a run's file says of one of its models beside the tensors.</summary>
internal sealed record PartDescription
{
    /// <summary>The plan over which the run's own changes lie.</summary>
    public required SavedPlan Base { get; init; }

    /// <summary>The plan in force.</summary>
    public required SavedPlan Plan { get; init; }

    /// <summary>Where each parameter's values come from.</summary>
    public required IReadOnlyDictionary<string, Provenance> Provenance { get; init; }

    /// <summary>Steps taken.</summary>
    public required long Steps { get; init; }

    /// <summary>What the schedule remembers.</summary>
    public required IReadOnlyDictionary<string, double> Schedule { get; init; }

    /// <summary>The learning rate in force in each group.</summary>
    public required IReadOnlyDictionary<string, double> LearningRates { get; init; }

    /// <summary>The momentum in force in each group that has one.</summary>
    public required IReadOnlyDictionary<string, double> Momenta { get; init; }

    /// <summary>Writes down where a run stands with a model.</summary>
    public static PartDescription Of(RunPart part) => new()
    {
        Base = SavedPlan.Of(part.Base),
        Plan = SavedPlan.Of(SavedPlan.InForce(part.Model)),
        Provenance = part.Model.Parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Provenance),
        Steps = part.Steps,
        Schedule = part.Schedule?.Capture() ?? new Dictionary<string, double>(),
        LearningRates = part.Optimizer.Groups.ToDictionary(group => group.Name, group => group.LearningRate),
        Momenta = part.Optimizer.Groups.Where(group => group.Momentum is not null).ToDictionary(group => group.Name, group => group.Momentum!.Value),
    };
}
