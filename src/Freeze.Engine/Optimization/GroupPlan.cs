namespace Freeze.Optimization;

/// <summary>Which parameter goes into which group with which options. Pure data: reports, -WhatIf and the optimizer read the same plan.</summary>
/// <param name="Algorithm">The optimizer's algorithm.</param>
/// <param name="Groups">The groups in the order the user stated them, <c>default</c> last.</param>
/// <param name="Ignored">Parameters in no group (Remainder Ignore).</param>
/// <param name="AnchorDecay">The strength of decay toward the weights as imported.</param>
public sealed record GroupPlan(OptimizerAlgorithm Algorithm, IReadOnlyList<PlannedGroup> Groups, IReadOnlyList<string> Ignored, double AnchorDecay)
{
    /// <summary>The name of the group of what no rule names.</summary>
    public const string DefaultGroup = "default";

    /// <summary>Makes the plan.</summary>
    /// <exception cref="FreezeException">ParameterInTwoGroups, GroupRuleUnmatched, GroupRuleInvalid, ParameterInNoGroup or OptionInvalid.</exception>
    public static GroupPlan Create(GroupPlanRequest request) => new GroupPlanning(request).Create();
}
