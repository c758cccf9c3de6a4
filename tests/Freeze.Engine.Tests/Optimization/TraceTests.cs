using Freeze.Tests.Optimization.Traces;
using TorchSharp;
using Xunit;

namespace Freeze.Tests.Optimization;

/// <summary>Every reference run of PyTorch, step by step: losses, rates, gradient norms, parameters and statistics.</summary>
public sealed class TraceTests
{
    /// <summary>Where this engine does something else on purpose; <see cref="TraceDifferenceTests"/> says what and why.</summary>
    internal static readonly string[] Different =
        ["mid_freeze_zero_grad_drift", "unf_refreeze", "unf_add_group_steplr", "unf_add_group_cosine", "unf_add_group_exp", "opt_nadam", "opt_nadam_wd", "grp3_nadam"];

    public static TheoryData<string, bool> Cases()
    {
        var data = new TheoryData<string, bool>();
        foreach (var name in TraceCase.Names.Except(Different))
        {
            data.Add(name, false);
            data.Add(name, true);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_run_follows_PyTorch(string name, bool float64)
    {
        using var scope = torch.NewDisposeScope();
        using var replay = new TraceReplay(name, float64);
        replay.Run();
        replay.AssertFollows();
        replay.AssertRates();
    }

    [Fact]
    public void The_references_are_all_there() => Assert.Equal(66, TraceCase.Names.Count());
}
