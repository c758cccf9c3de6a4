using CsCheck;
using Freeze.Data;
using Xunit;

namespace Freeze.Tests.Data;

public sealed class DatasetSplitTests
{
    [Fact]
    public void Every_sample_is_in_one_part_in_its_old_order() => Gen.Select(Gen.Int[20, 300], Gen.Int[1, 6], Gen.Double[0.1, 0.9], Gen.Long, Gen.Bool).Sample((count, classes, share, seed, stratify) =>
    {
        var parts = DatasetSplit.Divide(Data(count, classes), [share, 1 - share], seed, stratify);
        var values = parts.Select(part => DataFolder.Values(part)).ToArray();
        Assert.Equal(Enumerable.Range(0, count).Select(i => (float)i), values.SelectMany(part => part).Order());
        Assert.All(values, part => Assert.Equal(part.Order(), part));
        Assert.InRange(parts[0].Count, Math.Floor(count * share), Math.Ceiling(count * share));
    });

    [Fact]
    public void Stratified_parts_have_every_class_in_its_share()
    {
        var data = Data(1000, 7);
        var parts = DatasetSplit.Divide(data, [0.7, 0.2, 0.1], 3, stratify: true);
        foreach (var group in data.Labels!.GroupBy(label => label))
        {
            foreach (var (part, share) in parts.Zip([0.7, 0.2, 0.1]))
                Assert.InRange(part.Labels!.Count(label => label == group.Key), Math.Floor(group.Count() * share), Math.Ceiling(group.Count() * share));
        }

        Assert.Equal([700, 200, 100], parts.Select(part => part.Count));
    }

    [Fact]
    public void The_seed_decides()
    {
        var data = Data(100, 2);
        float[] First(long seed) => DataFolder.Values(DatasetSplit.Divide(data, [0.5, 0.5], seed, false)[0]);
        Assert.Equal(First(1), First(1));
        Assert.NotEqual(First(1), First(2));
    }

    [Theory]
    [InlineData(new[] { 1.0 })]
    [InlineData(new[] { 0.8, 0.3 })]
    [InlineData(new[] { 1.2, -0.2 })]
    [InlineData(new[] { double.NaN, 0.5 })]
    [InlineData(new[] { 0.999, 0.001 })]
    public void Wrong_shares_are_refused(double[] ratio) =>
        Assert.Equal(ErrorCode.OptionInvalid, Assert.Throws<FreezeException>(() => DatasetSplit.Divide(Data(50, 2), ratio, 0, false)).Code);

    [Fact]
    public void Parts_have_identities_of_their_own()
    {
        var data = Data(50, 2);
        var parts = DatasetSplit.Divide(data, [0.5, 0.5], 0, false);
        Assert.Equal(4, new[] { data.Identity, parts[0].Identity, parts[1].Identity, Data(51, 2).Identity }.Distinct().Count());
        Assert.Equal(data.Identity, Data(50, 2).Identity);
        Assert.Equal(parts[0].Identity, DatasetSplit.Divide(Data(50, 2), [0.5, 0.5], 0, false)[0].Identity);
    }

    private static TorchDataset Data(int count, int classes) => DatasetReader.Make("memory",
        new MemorySamples(null, [.. Enumerable.Range(0, count).Select(i => (float)i)], new TensorShape([1]), [.. Enumerable.Range(0, count).Select(i => i * i % classes)], null), new DatasetOptions());
}
