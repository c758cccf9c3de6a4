using Freeze.Data;
using TorchSharp;
using Xunit;

namespace Freeze.Tests.Data;

public sealed class BatchPrefetchTests
{
    [Fact]
    public void Batches_come_in_order_however_long_each_takes()
    {
        using var batches = new BatchPrefetch(40, 4, 6, (number, _) =>
        {
            Thread.Sleep(number % 3);
            return Numbered(number);
        });
        var seen = new List<long>();
        while (batches.MoveNext())
        {
            using (batches.Current)
                seen.Add(batches.Current.Labels.item<long>());
        }

        Assert.Equal(Enumerable.Range(0, 40).Select(number => (long)number), seen);
    }

    [Fact]
    public void No_more_is_read_ahead_than_asked_for()
    {
        var started = 0;
        using var batches = new BatchPrefetch(100, 3, 5, (number, _) =>
        {
            Interlocked.Increment(ref started);
            return Numbered(number);
        });
        Assert.True(batches.MoveNext());
        batches.Current.Dispose();
        Thread.Sleep(100);
        Assert.Equal(6, Volatile.Read(ref started));
    }

    [Fact]
    public void An_error_comes_out_on_the_consuming_thread_in_its_turn()
    {
        using var batches = new BatchPrefetch(10, 2, 4, (number, _) => number == 3 ? throw new FreezeException(ErrorCode.DatasetInvalid, "three.png", "broken", "mend") : Numbered(number));
        for (var i = 0; i < 3; i++)
        {
            Assert.True(batches.MoveNext());
            batches.Current.Dispose();
        }

        Assert.Equal("three.png", Assert.Throws<FreezeException>(() => batches.MoveNext()).Subject);
    }

    [Fact]
    public void Ending_in_mid_way_stops_the_threads_and_frees_the_tensors()
    {
        // Counted per thread: others may run tests at the same time.
        var made = new List<Batch>();
        var threads = new HashSet<Thread>();
        var batches = new BatchPrefetch(1000, 3, 6, (number, _) =>
        {
            var batch = Numbered(number);
            lock (made)
            {
                made.Add(batch);
                threads.Add(Thread.CurrentThread);
            }

            return batch;
        });
        Assert.True(batches.MoveNext());
        batches.Current.Dispose();
        batches.Dispose();
        Assert.All(threads, thread => Assert.False(thread.IsAlive));
        Assert.InRange(made.Count, 1, 7);
        Assert.All(made, batch => Assert.True(batch.Inputs.IsInvalid));
    }

    [Fact]
    public void A_pass_over_images_can_be_left_early_and_stops_at_a_broken_one()
    {
        using var folder = new DataFolder();
        for (var i = 0; i < 20; i++)
            folder.Image($"a/{i:00}.png");
        folder.Write("a/10.png", [1, 2]);
        var data = DatasetReader.Open(folder.Root, new DatasetOptions { Input = new InputTransform { ImageSize = [8] } });
        var pass = new DataLoader(data, [.. Enumerable.Range(0, 20)], 4, false);
        foreach (var batch in pass)
        {
            batch.Dispose();
            break;
        }

        var count = 0;
        var error = Assert.Throws<FreezeException>(() =>
        {
            foreach (var batch in pass)
            {
                batch.Dispose();
                count++;
            }
        });
        Assert.Equal((2, Path.Combine(folder.Root, "a", "10.png")), (count, error.Subject));
    }

    [Theory]
    [InlineData(1, 32, 66)]
    [InlineData(3 * 224 * 224, 128, 13)]
    [InlineData(3 * 224 * 224, 4096, 1)]
    public void Large_batches_are_read_less_far_ahead(int features, int batchSize, int expected)
    {
        var data = DatasetReader.Make("memory", new MemorySamples(null, new float[features], new TensorShape([features]), [0], null), new DatasetOptions());
        Assert.Equal(expected, new DataLoader(data, [0], batchSize, false) { Threads = 64 }.Depth);
    }

    private static Batch Numbered(int number) => new(torch.zeros(2).DetachFromDisposeScope(), torch.tensor((long)number).DetachFromDisposeScope(), 1);
}
