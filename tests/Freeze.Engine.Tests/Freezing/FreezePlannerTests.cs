using Freeze.Freezing;
using Xunit;

namespace Freeze.Tests.Freezing;

public sealed class FreezePlannerTests
{
    // stem (conv, bn), block (conv, bn, dropout), head; bn keeps statistics.
    private static readonly ModelOutline Model = new(
        [P("stem.conv.weight", 10), P("stem.bn.weight", 2), P("stem.bn.bias", 2), P("block.conv.weight", 20), P("block.bn.weight", 3), P("block.bn.bias", 3), P("head.weight", 5, Provenance.Initialized)],
        [L("stem"), L("stem.conv"), L("stem.bn", statistics: true), L("block"), L("block.conv"), L("block.bn", statistics: true), L("block.drop", dropout: true), L("head")],
        [new("stem", ["stem"]), new("block", ["block"]), new("head", ["head"])]);

    [Theory]
    [InlineData(FreezeSelection.Named, "stem", "stem.conv.weight stem.bn.weight stem.bn.bias")]
    [InlineData(FreezeSelection.Named, "*.bias", "stem.bn.bias block.bn.bias")]
    [InlineData(FreezeSelection.TrainOnly, "block head", "stem.conv.weight stem.bn.weight stem.bn.bias")]
    [InlineData(FreezeSelection.Through, "stem.bn", "stem.conv.weight stem.bn.weight stem.bn.bias")]
    [InlineData(FreezeSelection.Through, "block.conv", "stem.conv.weight stem.bn.weight stem.bn.bias block.conv.weight")]
    public void It_freezes_what_is_named(FreezeSelection selection, string patterns, string expected)
    {
        var plan = Plan(new FreezeRequest { Selection = selection, Patterns = patterns.Split(' ') });
        Assert.Equal(expected, string.Join(' ', plan.Freeze.Select(parameter => parameter.Name)));
        Assert.Equal(plan.Freeze.Sum(parameter => parameter.Count), plan.FrozenCount);
        Assert.Equal(45, plan.FrozenCount + plan.TrainableCount);
    }

    // As in densenet: the first convolution and the last normalization are neighbors, and the blocks between them train.
    [Fact]
    public void A_normalization_beside_a_frozen_layer_and_blocks_that_train_is_no_worry()
    {
        var dense = new ModelOutline(
            [P("features.conv0.weight", 10), P("features.block.conv.weight", 20), P("features.norm5.weight", 2), P("features.norm5.bias", 2), P("head.weight", 5)],
            [L("features"), L("features.conv0"), L("features.block"), L("features.block.conv"), L("features.norm5", statistics: true), L("head")],
            [new("conv0", ["features.conv0"]), new("block", ["features.block"]), new("norm5", ["features.norm5"]), new("head", ["head"])]);
        FreezeRequest Request(params string[] patterns) => new() { Selection = FreezeSelection.Named, Patterns = patterns };
        Assert.Empty(FreezePlanner.Plan(dense, FreezeState.Empty, Request("features.conv0")).Warnings);
        Assert.Contains(FreezePlanner.Plan(dense, FreezeState.Empty, Request("features.conv0", "features.block")).Warnings, warning => warning.Contains("features.norm5", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(BatchNormPolicy.Frozen, true, true)]
    [InlineData(BatchNormPolicy.FrozenStatistics, false, true)]
    [InlineData(BatchNormPolicy.FrozenAffine, true, false)]
    [InlineData(BatchNormPolicy.Train, false, false)]
    public void A_policy_settles_scale_and_statistics(BatchNormPolicy policy, bool affineFrozen, bool statisticsStored)
    {
        var plan = Plan(new FreezeRequest { Selection = FreezeSelection.Named, Patterns = ["stem"], BatchNorm = policy });
        Assert.Equal(affineFrozen, plan.State.Rules.ContainsKey("stem.bn.weight"));
        Assert.Equal(statisticsStored, plan.State.KeepsStoredStatistics("stem.bn"));
        Assert.True(plan.State.Rules.ContainsKey("stem.conv.weight"));
    }

    [Fact]
    public void A_normalisation_layer_frozen_row_by_row_keeps_its_statistics()
    {
        var first = Plan(Named("stem.bn.weight"));
        Assert.False(first.State.KeepsStoredStatistics("stem.bn"));
        var second = FreezePlanner.Plan(After(first), first.State, Named("stem.bn.bias"));
        Assert.True(second.State.KeepsStoredStatistics("stem.bn"));
        var thawed = FreezePlanner.Plan(After(second), second.State, Named("stem.bn.weight", "stem.bn.bias") with { Unfreeze = true });
        Assert.False(thawed.State.KeepsStoredStatistics("stem.bn"));
        Assert.Empty(thawed.State.Rules);
    }

    [Fact]
    public void Rules_add_up_and_are_remembered()
    {
        var first = Plan(Named("stem"));
        var second = FreezePlanner.Plan(After(first), first.State, Named("block.conv"));
        Assert.Equal("-Name stem", second.State.Rules["stem.conv.weight"]);
        Assert.Equal("-Name block.conv", second.State.Rules["block.conv.weight"]);
        var whole = FreezePlanner.Plan(After(second), second.State, new FreezeRequest { Selection = FreezeSelection.First, StageCount = 1 });
        Assert.Equal(["block.conv.weight"], whole.Unfreeze.Select(parameter => parameter.Name));
    }

    [Fact]
    public void Random_weights_are_not_frozen_unasked()
    {
        var error = Assert.Throws<FreezeException>(() => Plan(new FreezeRequest { Selection = FreezeSelection.All }));
        Assert.Equal(ErrorCode.LayerNotInitialized, error.Code);
        Assert.Equal("head.weight", error.Subject);
        var plan = Plan(new FreezeRequest { Selection = FreezeSelection.All, AllowUninitialized = true });
        Assert.Equal(0, plan.TrainableCount);
        Assert.Contains(plan.Warnings, warning => warning.StartsWith("Every parameter is frozen", StringComparison.Ordinal));
    }

    [Fact]
    public void Except_takes_out_again()
    {
        var plan = Plan(new FreezeRequest { Selection = FreezeSelection.All, Except = ["head", "block"] });
        Assert.Equal(["stem.conv.weight", "stem.bn.weight", "stem.bn.bias"], plan.Freeze.Select(parameter => parameter.Name));
        Assert.Equal("-All -Except head, block", plan.Rule);
    }

    [Fact]
    public void A_pattern_without_match_names_the_nearest()
    {
        var error = Assert.Throws<FreezeException>(() => Plan(Named("stam")));
        Assert.Equal(ErrorCode.LayerNotFound, error.Code);
        Assert.Contains("'stem'", error.Message);
    }

    [Fact]
    public void Statistics_that_go_on_moving_beside_frozen_weights_are_named()
    {
        Assert.Contains(Plan(Named("*.conv")).Warnings, warning => warning.StartsWith("stem.bn, block.bn:", StringComparison.Ordinal));
        Assert.Empty(Plan(Named("stem")).Warnings);
    }

    [Fact]
    public void Dropout_can_be_off_in_what_is_frozen()
    {
        var plan = Plan(Named("block") with { Dropout = DropoutPolicy.Off });
        Assert.Equal(["block.drop"], plan.State.DropoutOff);
        Assert.Empty(FreezePlanner.Plan(After(plan), plan.State, Named("block") with { Unfreeze = true }).State.DropoutOff);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(4)]
    public void More_stages_than_there_are_is_refused(int count) => Assert.Equal(ErrorCode.OptionInvalid,
        Assert.Throws<FreezeException>(() => Plan(new FreezeRequest { Selection = FreezeSelection.First, StageCount = count })).Code);

    private static FreezePlan Plan(FreezeRequest request) => FreezePlanner.Plan(Model, FreezeState.Empty, request);

    private static FreezeRequest Named(params string[] patterns) => new() { Selection = FreezeSelection.Named, Patterns = patterns };

    private static ModelOutline After(FreezePlan plan) => Model with
    {
        Parameters = [.. Model.Parameters.Select(parameter => parameter with { Trainable = !plan.State.Rules.ContainsKey(parameter.Name) })],
    };

    private static ParameterOutline P(string name, long count, Provenance provenance = Provenance.Checkpoint) =>
        new(name, name[..name.LastIndexOf('.')], count, Trainable: true, provenance);

    private static LayerOutline L(string name, bool statistics = false, bool dropout = false) => new(name, "Layer", statistics, dropout);
}
