using Freeze.Data;
using Freeze.Models.Matching;
using Xunit;

namespace Freeze.Tests.Models.Matching;

public sealed class ClassMatchTests
{
    private static readonly ClassSide Animals = Side(["ant", "bee", "cat"]);

    [Fact]
    public void Labels_become_the_numbers_that_the_names_have_on_the_other_side()
    {
        var data = Data([0, 1, 2, 0], ["cat", "ant", "bee"]);
        var match = ClassMatch.Make(data, Animals, force: false);
        Assert.Equal([2, 0, 1, 2], match.Data.Labels!);
        Assert.Equal(["ant", "bee", "cat"], match.Data.Classes!);
        Assert.Equal(["ant", "bee", "cat"], match.Classes!);
        Assert.Empty(match.Warnings);
        // The user's own data is as it was.
        Assert.Equal([0, 1, 2, 0], data.Labels!);
        Assert.Equal(["cat", "ant", "bee"], data.Classes!);
    }

    [Fact]
    public void Data_that_matches_already_stays_the_same_object()
    {
        var data = Data([2, 0], ["ant", "bee", "cat"]);
        Assert.Same(data, ClassMatch.Make(data, Animals, force: false).Data);
    }

    [Fact]
    public void Identity_follows_the_numbers_and_not_the_order_that_the_names_had()
    {
        var ours = ClassMatch.Make(Data([0, 1], ["cat", "ant"]), Animals, force: false).Data;
        var same = ClassMatch.Make(Data([1, 0], ["ant", "cat"]), Animals, force: false).Data;
        var other = ClassMatch.Make(Data([0, 1], ["ant", "cat"]), Animals, force: false).Data;
        Assert.Equal(ours.Identity, same.Identity);
        Assert.NotEqual(ours.Identity, other.Identity);
    }

    [Fact]
    public void Classes_that_no_sample_has_may_be_others()
    {
        Assert.Equal([1], ClassMatch.Make(Data([1], ["dog", "bee"]), Animals, force: false).Data.Labels!);
        var error = Assert.Throws<FreezeException>(() => ClassMatch.Make(Data([0, 1], ["dog", "bee"]), Animals, force: false));
        Assert.Equal(ErrorCode.ClassMismatch, error.Code);
        Assert.Contains("dog, bee against ant, bee, cat", error.Message);
        Assert.Contains("Not among the latter: dog.", error.Message);
    }

    [Fact]
    public void Parts_of_data_are_matched_as_the_whole_is()
    {
        var part = Data([0, 1, 2, 0], ["cat", "ant", "bee"]).Take([1, 3]);
        Assert.Equal([0, 2], ClassMatch.Make(part, Animals, force: false).Data.Labels!);
        Assert.Equal([2], ClassMatch.Make(part, Animals, force: false).Data.Take([1]).Labels!);
    }

    [Fact]
    public void Numbers_as_names_are_no_places()
    {
        // Labels 0 and 1 without names may be 7 and 5 renumbered: there are as many, so they are taken in order, and that is said.
        Assert.Single(ClassMatch.Make(Data([0, 1], null), Side(["7", "5"]), force: false).Warnings);
        Assert.Single(ClassMatch.Make(Data([0, 1], ["7", "5"]), Side(null, 2), force: false).Warnings);
        Assert.Equal(ErrorCode.ClassMismatch, Assert.Throws<FreezeException>(() => ClassMatch.Make(Data([5, 7], null), Side(["7", "5"]), force: false)).Code);
        var error = Assert.Throws<FreezeException>(() => ClassMatch.Make(Data([0, 1], ["7", "5"]), Side(null, 10), force: false));
        Assert.Equal(ErrorCode.ClassMismatch, error.Code);
    }

    [Fact]
    public void Classes_called_by_their_own_numbers_need_no_word()
    {
        Assert.Empty(ClassMatch.Make(Data([0, 1], ["0", "1"]), Side(null, 2), force: false).Warnings);
        Assert.Single(ClassMatch.Make(Data([0, 1], ["1", "0"]), Side(null, 2), force: false).Warnings);
        // Of three, the data has the first two.
        var data = Data([0, 1], null);
        var match = ClassMatch.Make(data, Side(["0", "1", "2"]), force: false);
        Assert.Empty(match.Warnings);
        Assert.Same(data, match.Data);
        Assert.Throws<FreezeException>(() => ClassMatch.Make(Data([0, 3], null), Side(["0", "1", "2"]), force: false));
    }

    [Fact]
    public void A_count_that_is_not_known_is_no_reason_to_refuse_and_one_to_warn() =>
        Assert.Single(ClassMatch.Make(Data([0, 1], ["ant", "bee"]), Side(null, null), force: false).Warnings);

    [Fact]
    public void A_first_part_of_numbered_data_counts_the_classes_of_all_of_it()
    {
        var data = Data([0, 1, 2], null).Take([0]);
        var match = ClassMatch.Make(data, Animals, force: false);
        Assert.Contains("2 is cat", Assert.Single(match.Warnings));
        Assert.Same(data, match.Data);
    }

    [Fact]
    public void Force_takes_numbers_and_keeps_names_only_where_each_output_has_one()
    {
        var match = ClassMatch.Make(Data([0, 1, 2], ["dog", "elk", "fox"]), Animals, force: true);
        Assert.True(match.IsForced);
        Assert.Equal([0, 1, 2], match.Data.Labels!);
        Assert.Equal(["dog", "elk", "fox"], match.Classes!);
        Assert.Contains("-Force", Assert.Single(match.Warnings));
        Assert.Null(ClassMatch.Make(Data([0, 1], ["dog", "elk"]), Animals, force: true).Classes);
    }

    [Fact]
    public void Data_without_labels_matches_everything() =>
        Assert.Equal(["ant", "bee", "cat"], ClassMatch.Make(Data(null, null), Animals, force: false).Classes!);

    private static ClassSide Side(IReadOnlyList<string>? names, int? count = null) => new("the model", names, names?.Count ?? count) { Cure = "" };

    private static TorchDataset Data(int[]? labels, string[]? classes)
    {
        var shape = new TensorShape([1]);
        var source = new MemorySamples(null, new float[labels?.Length ?? 2], shape, labels, null) { Classes = classes };
        return new TorchDataset("data", source, SampleSelection.Make("data", source, new DatasetOptions()),
            new SampleTransform("data", shape, new InputTransform()));
    }
}
