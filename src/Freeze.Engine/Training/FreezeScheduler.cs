using Freeze.Freezing;
using Freeze.Models;
using Freeze.Tensors;

namespace Freeze.Training;

/// <summary>Sees to it that in every epoch of a run exactly that trains which the plan says, and that the optimizer knows of it.</summary>
internal sealed class FreezeScheduler
{
    private readonly GroupedOptimizer _optimizer;
    private readonly TorchModel _model;
    private readonly FreezeSchedule? _schedule;
    private readonly int _epochs;
    private FreezeState? _last;

    /// <summary>Finds out before the first batch whether every epoch has something to train.</summary>
    /// <exception cref="FreezeException">NothingTrainable, NewParameterInFrozenLayer, LayerNotFound, OptionInvalid.</exception>
    public FreezeScheduler(GroupedOptimizer optimizer, FineTuneOptions options)
    {
        (_optimizer, _model, _epochs) = (optimizer, optimizer.Model, options.Epochs);
        _model.RequireSettled();
        _schedule = ScheduleOf(_model, options.FreezeEpochs, options.Unfreeze);
        if (_schedule is null)
            RequireTrainable();
        if (_schedule?.FirstIdleEpoch(_epochs) is { } idle)
        {
            throw new FreezeException(ErrorCode.NothingTrainable, _model.Name, $"In epoch {idle} every parameter of {_model.Name} would be frozen, by the plan and the schedule together.",
                "-FreezeEpochs trains the head alone: the plan must not freeze it. -UnfreezeSchedule must leave something to train in epoch 1.");
        }
    }

    /// <summary>Makes the schedule of a run over its model's own plan; null where nothing is scheduled.</summary>
    public static FreezeSchedule? ScheduleOf(TorchModel model, int freezeEpochs, UnfreezeStages? unfreeze) => freezeEpochs == 0 && unfreeze is null ? null
        : new FreezeSchedule(model.Outline(), model.Freezing, model.Head, freezeEpochs, unfreeze);

    /// <summary>The schedule; null where the plan stays the same throughout.</summary>
    public FreezeSchedule? Schedule => _schedule;

    /// <summary>Whether the epoch that was entered last is the first, or has another plan than the one before.</summary>
    public bool HasNewPlan { get; private set; }

    /// <summary>What the user should know of the epoch that was entered last.</summary>
    public IReadOnlyList<string> Warnings { get; private set; } = [];

    /// <summary>The last epoch, counted from one on, in which the same is frozen, as far as the schedule goes.</summary>
    /// <param name="epoch">From 1.</param>
    public int LastAlike(int epoch) => _schedule?.LastAlike(epoch, _epochs) ?? _epochs;

    /// <summary>Makes the plan of an epoch the model's.</summary>
    /// <param name="epoch">From 1.</param>
    /// <param name="isFirst">Whether the run begins with it.</param>
    /// <exception cref="FreezeException">NewParameterInFrozenLayer, ParameterInNoGroup, NothingTrainable.</exception>
    public void Enter(int epoch, bool isFirst)
    {
        _model.RequireSettled();
        if (_schedule is not null)
            _model.Reach(_schedule.StateAt(epoch), $"epoch {epoch}");
        // A script may freeze between two epochs as well.
        HasNewPlan = isFirst || !ReferenceEquals(_model.Freezing, _last);
        _last = _model.Freezing;
        Warnings = isFirst && _schedule?.FrozenAtRandom(_epochs) is { Count: > 0 } random
            ? [$"{NameList.Shorten(random)} hold random values, and the schedule keeps them frozen for a while."] : [];
        if (!HasNewPlan)
            return;
        RequireTrainable();
        RequireGroups();
        foreach (var tensor in _model.StateTensors.Where(WillMove))
            _model.Originals.Keep(tensor);
    }

    /// <summary>Takes the schedule away again: the plan that the run began with is the model's.</summary>
    public void Withdraw()
    {
        if (_schedule is not null)
            _model.Reach(_schedule.Base, "the end of the run");
    }

    private void RequireTrainable()
    {
        if (_model.TrainableCount > 0)
            return;
        throw new FreezeException(ErrorCode.NothingTrainable, _model.Name, $"Every parameter of {_model.Name} is frozen.",
            "Unfreeze something: Set-LayerFreeze -TrainOnly <head>, or Set-LayerFreeze -Name <layer> -Unfreeze.");
    }

    // Whoever replaced a module after the optimizer was made would otherwise see it never train.
    private void RequireGroups()
    {
        var held = _optimizer.Groups.SelectMany(group => group.Parameters).ToDictionary(parameter => parameter.Name, parameter => parameter.Value);
        var ignored = _optimizer.Plan.Ignored.ToHashSet();
        var missing = _model.Parameters.Where(parameter => parameter.Trainable && parameter.AliasOf is null && !ignored.Contains(parameter.Name))
            .Where(parameter => !held.TryGetValue(parameter.Name, out var value) || !ModuleSnapshot.IsSame(parameter, value)).Select(parameter => parameter.Name).ToList();
        if (missing.Count > 0)
        {
            throw new FreezeException(ErrorCode.ParameterInNoGroup, missing[0],
                $"{NameList.Shorten(missing)} would never be stepped: {(missing.Count == 1 ? "it" : "they")} came into the model after the optimizer was made.",
                "Make the optimizer anew with New-GroupedOptimizer.");
        }
    }

    private static bool WillMove(NamedBuffer tensor) => tensor.Value.requires_grad || tensor.Value is not TorchSharp.Modules.Parameter;
}
