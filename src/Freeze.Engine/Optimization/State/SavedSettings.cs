using System.Globalization;
using Freeze.WeightFiles.Reading;

namespace Freeze.Optimization.State;

/// <summary>Settings of one group in a PyTorch optimizer's state_dict.</summary>
/// <param name="group">The group.</param>
internal sealed class SavedSettings(CheckpointDictionary group)
{
    private const double Slack = 1e-9;

    /// <summary>True for those of an optimizer's group: the rate that its schedule started from, momentum and weight decay.</summary>
    public bool Agree(OptimizerGroup own) =>
        Agrees(Number("initial_lr") ?? Number("lr"), own.InitialLearningRate) && Agrees(Number("weight_decay"), own.WeightDecay) && Agrees(Number("momentum") ?? FirstBeta(), own.InitialMomentum);

    private double? FirstBeta() => group.TryGetValue("betas", out var betas) && betas is CheckpointList { Count: 2 } pair ? Read(pair[0]) : null;

    private double? Number(string name) => group.TryGetValue(name, out var value) ? Read(value) : null;

    private static double? Read(object? value) => value is long or int or double ? Convert.ToDouble(value, CultureInfo.InvariantCulture) : null;

    private static bool Agrees(double? saved, double? own) =>
        saved is not { } one || own is not { } other || Math.Abs(one - other) <= Slack * Math.Max(Math.Abs(one), Math.Abs(other));
}
