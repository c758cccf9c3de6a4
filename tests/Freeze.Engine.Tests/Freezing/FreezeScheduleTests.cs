using System.Collections;
using Freeze.Freezing;
using Xunit;

namespace Freeze.Tests.Freezing;

public sealed class FreezeScheduleTests
{
    private static readonly string[] Stages = ["conv1", "layer1", "layer2", "fc"];

    private static readonly ModelOutline Model = new(
        [.. Stages.Select(stage => new ParameterOutline($"{stage}.weight", stage, 10, Trainable: true, Provenance.Checkpoint)), new("bn1.weight", "bn1", 1, Trainable: true, Provenance.Checkpoint)],
        [.. Stages.Select(stage => new LayerOutline(stage, "Linear", KeepsStatistics: false, IsDropout: false)), new("bn1", "BatchNorm2d", KeepsStatistics: true, IsDropout: false)],
        [new("conv1", ["conv1", "bn1"]), .. Stages.Skip(1).Select(stage => new StageOutline(stage, [stage]))]);

    [Fact]
    public void The_first_epochs_train_the_head_alone_and_then_the_plan_holds()
    {
        var plan = Frozen("conv1", "bn1");
        var schedule = Schedule(plan, freezeEpochs: 2);
        Assert.Equal("fc", Trains(schedule, 1));
        Assert.Equal("fc", Trains(schedule, 2));
        Assert.Equal("layer1 layer2 fc", Trains(schedule, 3));
        Assert.Equal("layer1 layer2 fc", Trains(schedule, 1000));
        Assert.Equal("-FreezeEpochs 2", schedule.StateAt(1).Rules["layer1.weight"]);
        Assert.Equal("-Name conv1, bn1", schedule.StateAt(1).Rules["conv1.weight"]);
        Assert.True(schedule.StateAt(3).SameAs(schedule.Base));
    }

    [Fact]
    public void Layers_train_from_the_epoch_that_names_them()
    {
        var schedule = Schedule(FreezeState.Empty, new Hashtable { [3] = "layer2", [5] = new[] { "layer1", "conv1" } });
        Assert.Equal("fc bn1", Trains(schedule, 1));
        Assert.Equal("fc bn1", Trains(schedule, 2));
        Assert.Equal("layer2 fc bn1", Trains(schedule, 3));
        Assert.Equal("layer2 fc bn1", Trains(schedule, 4));
        Assert.Equal("conv1 layer1 layer2 fc bn1", Trains(schedule, 5));
        Assert.Equal("-UnfreezeSchedule, until epoch 5", schedule.StateAt(1).Rules["layer1.weight"]);
    }

    [Fact]
    public void What_the_schedule_does_not_name_stays_as_planned()
    {
        var schedule = Schedule(FrozenBut("fc"), new Hashtable { ["3"] = "layer2" });
        Assert.Equal("fc", Trains(schedule, 2));
        Assert.Equal("layer2 fc", Trains(schedule, 3));
        Assert.Equal("layer2 fc", Trains(schedule, 9));
    }

    [Fact]
    public void A_layer_named_twice_trains_from_the_earlier_epoch()
    {
        var schedule = Schedule(FreezeState.Empty, new Hashtable { [5] = "layer*", [3] = "layer1" });
        Assert.Equal("conv1 layer1 fc bn1", Trains(schedule, 3));
        Assert.Equal("conv1 layer1 layer2 fc bn1", Trains(schedule, 5));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Gradual_frees_one_stage_an_epoch_from_the_head_down(bool frozenBefore)
    {
        var schedule = Schedule(frozenBefore ? FrozenBut("fc") : FreezeState.Empty, "gradual");
        Assert.Equal(["fc", "layer2 fc", "layer1 layer2 fc", "conv1 layer1 layer2 fc bn1", "conv1 layer1 layer2 fc bn1"], Enumerable.Range(1, 5).Select(epoch => Trains(schedule, epoch)));
        Assert.True(schedule.StateAt(3).KeepsStoredStatistics("bn1"));
        Assert.False(schedule.StateAt(4).KeepsStoredStatistics("bn1"));
    }

    [Fact]
    public void Both_together_hold_the_head_back_for_longer()
    {
        var gradual = Schedule(FreezeState.Empty, "Gradual", freezeEpochs: 3);
        Assert.Equal(["fc", "fc", "fc", "layer2 fc", "layer1 layer2 fc"], Enumerable.Range(1, 5).Select(epoch => Trains(gradual, epoch)));
        var staged = Schedule(FreezeState.Empty, new Hashtable { [2] = "layer2", [5] = "layer1" }, freezeEpochs: 3);
        Assert.Equal(["fc", "fc", "fc", "conv1 layer2 fc bn1", "conv1 layer1 layer2 fc bn1"], Enumerable.Range(1, 5).Select(epoch => Trains(staged, epoch)));
    }

    [Fact]
    public void A_plan_depends_on_the_epoch_alone_and_not_on_the_way_there()
    {
        var forward = Schedule(FreezeState.Empty, "Gradual", freezeEpochs: 1);
        foreach (var epoch in Enumerable.Range(1, 6))
            _ = forward.StateAt(epoch);
        foreach (var epoch in Enumerable.Range(1, 6).Reverse())
            Assert.True(Schedule(FreezeState.Empty, "Gradual", freezeEpochs: 1).StateAt(epoch).SameAs(forward.StateAt(epoch)));
    }

    [Fact]
    public void Policies_of_the_plan_come_through()
    {
        var plan = FreezePlanner.Plan(Model, FreezeState.Empty, new FreezeRequest { Selection = FreezeSelection.Named, Patterns = ["conv1", "bn1"], BatchNorm = BatchNormPolicy.FrozenAffine }).State;
        var schedule = Schedule(plan, new Hashtable { [2] = "conv1" });
        Assert.Equal(BatchNormPolicy.FrozenAffine, schedule.StateAt(1).Policies["bn1"]);
        Assert.Equal(BatchNormPolicy.FrozenAffine, schedule.StateAt(2).Policies["bn1"]);
    }

    [Theory]
    [InlineData(BatchNormPolicy.FrozenStatistics)]
    [InlineData(BatchNormPolicy.Train)]
    public void A_policy_that_trains_waits_while_the_head_trains_alone(BatchNormPolicy policy)
    {
        var plan = FreezePlanner.Plan(Model, FreezeState.Empty, new FreezeRequest { Selection = FreezeSelection.Named, Patterns = ["conv1", "bn1"], BatchNorm = policy }).State;
        var schedule = Schedule(plan, freezeEpochs: 1);
        Assert.Equal("fc", Trains(schedule, 1));
        Assert.Equal(BatchNormPolicy.Frozen, schedule.StateAt(1).Policies["bn1"]);
        Assert.Equal(policy, schedule.StateAt(2).Policies["bn1"]);
        Assert.Equal("layer1 layer2 fc bn1", Trains(schedule, 2));
    }

    [Fact]
    public void A_head_that_the_plan_freezes_leaves_nothing_to_train()
    {
        Assert.Equal(1, Schedule(Frozen("fc"), freezeEpochs: 1).FirstIdleEpoch(3));
        Assert.Null(Schedule(Frozen("layer1"), freezeEpochs: 1).FirstIdleEpoch(int.MaxValue));
    }

    [Theory]
    [InlineData("Backwards")]
    [InlineData(3)]
    public void Anything_else_is_refused(object value) => Assert.Equal(ErrorCode.OptionInvalid, Assert.Throws<FreezeException>(() => UnfreezeStages.Parse(value)).Code);

    [Theory]
    [InlineData(0, "fc")]
    [InlineData(-1, "fc")]
    [InlineData("soon", "fc")]
    [InlineData(2, 2.1)]
    public void Epochs_and_layers_must_be_such(object epoch, object layer) =>
        Assert.Equal(ErrorCode.OptionInvalid, Assert.Throws<FreezeException>(() => UnfreezeStages.Parse(new Hashtable { [epoch] = layer })).Code);

    [Fact]
    public void Every_pattern_must_match() =>
        Assert.Equal(ErrorCode.LayerNotFound, Assert.Throws<FreezeException>(() => Schedule(FreezeState.Empty, new Hashtable { [2] = "layer9" })).Code);

    [Fact]
    public void An_empty_schedule_is_refused() => Assert.Throws<FreezeException>(() => UnfreezeStages.Parse(new Hashtable()));

    private static FreezeSchedule Schedule(FreezeState plan, object? unfreeze = null, int freezeEpochs = 0) =>
        new(Model.With(plan), plan, "fc", freezeEpochs, unfreeze is null ? null : UnfreezeStages.Parse(unfreeze));

    private static FreezeSchedule Schedule(FreezeState plan, int freezeEpochs) => Schedule(plan, null, freezeEpochs);

    private static FreezeState Frozen(params string[] patterns) => FreezePlanner.Plan(Model, FreezeState.Empty, new FreezeRequest { Selection = FreezeSelection.Named, Patterns = patterns }).State;

    private static FreezeState FrozenBut(string except) => FreezePlanner.Plan(Model, FreezeState.Empty, new FreezeRequest { Selection = FreezeSelection.All, Except = [except] }).State;

    private static string Trains(FreezeSchedule schedule, int epoch) =>
        string.Join(' ', Model.Parameters.Where(parameter => !schedule.StateAt(epoch).Rules.ContainsKey(parameter.Name)).Select(parameter => parameter.Layer));
}
