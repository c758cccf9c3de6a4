using Freeze.Libtorch;
using Freeze.Tests.Models;
using TorchSharp;
using Xunit;

namespace Freeze.Tests.Libtorch;

/// <summary>Every run has random numbers of its own, though libtorch has one generator for the process.</summary>
[Collection(nameof(ProcessRandomState))]
public sealed class RandomStreamTests
{
    private static readonly object Layer = new();

    [Fact]
    public void Two_that_take_turns_draw_what_each_draws_alone()
    {
        var (one, other) = (Alone(1), Alone(2));
        using var first = RandomStream.Begin(1);
        using var second = RandomStream.Begin(2);
        for (var i = 0; i < one.Count; i++)
        {
            Assert.Equal(one[i], Number(first));
            Assert.Equal(other[i], Number(second));
            // What somebody builds meanwhile takes nothing from them either.
            _ = RandomState.Seeded(null, Drawn);
            _ = RandomState.Seeded(7, Drawn);
        }
    }

    [Fact]
    public void Two_without_a_seed_do_not_draw_the_same()
    {
        using var first = RandomStream.Begin(null);
        using var second = RandomStream.Begin(null);
        Assert.NotEqual(Number(first), Number(second));
    }

    [Fact]
    public void The_process_goes_on_where_the_run_ended_or_where_it_was()
    {
        torch.manual_seed(5);
        var numbers = Enumerable.Range(0, 3).Select(_ => Drawn()).ToList();
        torch.manual_seed(5);
        using (var run = RandomStream.Begin(null))
            Assert.Equal(numbers[0], Number(run));
        using (var passing = RandomStream.Begin(9, isPassing: true))
            Number(passing);
        Assert.Equal(numbers[1], Drawn());
    }

    [Fact]
    public void It_goes_on_from_a_copy()
    {
        using var first = RandomStream.Begin(1);
        using var state = first.Copy();
        var next = Number(first);
        using var second = RandomStream.Begin(2);
        first.Resume(state);
        Assert.Equal(next, Number(first));
    }

    [Fact]
    public async Task What_does_not_draw_waits_for_nobody_until_the_next_epoch()
    {
        using var run = RandomStream.Begin(1);
        Assert.Equal(1, run.Draw(Layer, () => 1));
        using (var held = new Held())
            Assert.Equal(2, await Task.Run(() => run.Draw(Layer, () => 2), TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        run.BeginEpoch();
        var before = Number(run);
        Assert.NotEqual(before, Number(run));
    }

    private static List<float> Alone(long seed)
    {
        using var run = RandomStream.Begin(seed);
        return [.. Enumerable.Range(0, 4).Select(_ => Number(run))];
    }

    private static float Number(RandomStream run) => run.Draw(Layer, Drawn);

    private static float Drawn()
    {
        using var number = torch.rand(1);
        return number.item<float>();
    }

    // Another thread that holds the gate.
    private sealed class Held : IDisposable
    {
        private readonly ManualResetEventSlim _isHeld = new(), _end = new();
        private readonly Thread _thread;

        public Held()
        {
            _thread = new Thread(() =>
            {
                lock (RandomState.Gate)
                {
                    _isHeld.Set();
                    _end.Wait();
                }
            });
            _thread.Start();
            _isHeld.Wait();
        }

        public void Dispose()
        {
            _end.Set();
            _thread.Join();
            _isHeld.Dispose();
            _end.Dispose();
        }
    }
}
