using System.Text.Json;
using Freeze.Optimization.Schedules;
using Freeze.Tests.Optimization.Traces;
using Xunit;

namespace Freeze.Tests.Optimization.Schedules;

/// <summary>Rates and momentum of every recorded schedule of PyTorch, position by position.</summary>
public sealed class ScheduleTests
{
    private static readonly Lazy<JsonElement[]> Recorded = new(() =>
        [.. JsonDocument.Parse(File.ReadAllBytes(Path.Combine(TraceTensors.Folder, "schedulers.json"))).RootElement.EnumerateArray()]);

    public static TheoryData<int, string> Cases()
    {
        var data = new TheoryData<int, string>();
        for (var i = 0; i < Recorded.Value.Length; i++)
            data.Add(i, Title(Recorded.Value[i]));
        return data;
    }

    [Fact]
    public void The_records_are_all_there() => Assert.Equal(20, Recorded.Value.Length);

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_schedule_follows_PyTorch(int index, string title)
    {
        var recorded = Recorded.Value[index];
        var bases = Numbers(recorded.GetProperty("base_lrs"));
        var rates = recorded.GetProperty("lrs").EnumerateArray().Select(Numbers).ToArray();
        var momenta = recorded.GetProperty("momentum_or_beta1").EnumerateArray().Select(Numbers).ToArray();
        var metrics = recorded.TryGetProperty("metrics", out var given) ? Numbers(given) : [];
        var schedule = RecordedSchedules.Make(recorded, bases, rates.Length);
        for (var position = 0; position < rates.Length; position++)
        {
            for (var group = 0; group < bases.Length; group++)
            {
                var at = new ScheduledGroup(group, bases[group]);
                var (rate, momentum) = (schedule.RateAt(at, position), schedule.MomentumAt(at, position) ?? 0.9);
                Assert.True(Closeness.IsClose(rates[position][group], rate), $"{title}, position {position}, group {group}: {rate:R}, not {rates[position][group]:R}");
                Assert.True(Closeness.IsClose(momenta[position][group], momentum), $"{title}, position {position}, group {group}: momentum {momentum:R}, not {momenta[position][group]:R}");
            }

            if (metrics.Length > position)
                ((PlateauSchedule)schedule).Observe(metrics[position]);
        }
    }

    [Fact]
    public void A_warm_up_goes_in_front_of_any_schedule()
    {
        var context = new ScheduleContext(100, 10, ["a"], WarmupEpochs: 2);
        foreach (var (name, options) in new (string, Dictionary<string, object>?)[] { ("None", null), ("Cosine", null), ("Step", new() { ["step_size"] = 1 }), ("Exponential", new() { ["gamma"] = 0.5 }) })
        {
            var warm = ScheduleFactory.Create(name, options, context);
            var plain = ScheduleFactory.Create(name, options, new ScheduleContext(80, 10, ["a"]));
            for (var step = 0; step < 20; step++)
                Assert.Equal(0.1 * (step + 1) / 21, warm.RateAt(0, 0.1, step), 12);
            for (var step = 20; step < 100; step++)
                Assert.Equal(plain.RateAt(0, 0.1, step - 20), warm.RateAt(0, 0.1, step), 12);
        }
    }

    [Fact]
    public void A_schedule_by_epoch_stands_still_within_one()
    {
        var schedule = ScheduleFactory.Create("Exponential", new Dictionary<string, object> { ["gamma"] = 0.5 }, new ScheduleContext(6, 2, ["a"]));
        Assert.Equal([1, 1, 0.5, 0.5, 0.25, 0.25], Enumerable.Range(0, 6).Select(step => schedule.RateAt(0, 1, step)));
        var bySteps = ScheduleFactory.Create("Exponential", new Dictionary<string, object> { ["gamma"] = 0.5, ["interval"] = "step" }, new ScheduleContext(6, 2, ["a"]));
        Assert.Equal([1, 0.5, 0.25], Enumerable.Range(0, 3).Select(step => bySteps.RateAt(0, 1, step)));
    }

    [Fact]
    public void A_cosine_in_a_chain_rises_again_as_PyTorch_lets_it()
    {
        // ChainedScheduler of ExponentialLR (gamma 0.9) and CosineAnnealingLR (T_max 3, eta_min 0.1) in PyTorch, through the bottom and beyond.
        double[] expected = [1, 0.7, 0.2766666666666668, 0.1, 0.315, 0.6505, 0.7472666666666671, 0.5294050000000005, 0.22548816666666696];
        var chain = new ChainedSchedule([FactorSchedule.Exponential(0.9), new CosineSchedule(3, 0.1)]);
        for (var position = 0; position < expected.Length; position++)
            Assert.True(Closeness.IsClose(expected[position], chain.RateAt(new ScheduledGroup(0, 1), position)), $"position {position}");
    }

    private static double[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(number => number.GetDouble())];

    private static string Title(JsonElement recorded) => recorded.TryGetProperty("type", out var type) ? $"{type} {recorded.GetProperty("args")}"
        : string.Join(", ", (recorded.TryGetProperty("schedulers", out var list) ? list : recorded.GetProperty("chained")).EnumerateArray().Select(part => part.GetProperty("type").GetString()));
}
