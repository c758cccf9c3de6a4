using Freeze.Optimization;
using Xunit;

namespace Freeze.Tests.Optimization;

/// <summary>The word bias means every bias, however PyTorch's layers call it.</summary>
public sealed class NoDecayTests
{
    [Theory]
    [InlineData("fc.bias", true)]
    [InlineData("attention.in_proj_bias", true)]
    [InlineData("attention.bias_k", true)]
    [InlineData("rnn.bias_ih_l0", true)]
    [InlineData("rnn.bias_hh_l1_reverse", true)]
    [InlineData("block.q_bias", true)]
    [InlineData("bias", true)]
    [InlineData("attention.in_proj_weight", false)]
    [InlineData("attention.relative_position_bias_table", false)]
    [InlineData("unbiased.weight", false)]
    [InlineData("bias.weight", false)]
    public void Bias_is_every_bias(string name, bool isBias)
    {
        var plan = GroupPlan.Create(new GroupPlanRequest
        {
            Parameters = [new ParameterShape("other.weight", [2, 2]), new ParameterShape(name, [2, 1])],
            Settings = new OptimizerSettings { WeightDecay = 0.1 },
            NoDecay = ["bias"],
        });
        Assert.Equal(isBias ? 0 : 0.1, plan.Groups.Single(group => group.Parameters.Contains(name)).Options.Number("weight_decay"));
        Assert.Equal(0.1, plan.Groups.Single(group => group.Parameters.Contains("other.weight")).Options.Number("weight_decay"));
    }
}
