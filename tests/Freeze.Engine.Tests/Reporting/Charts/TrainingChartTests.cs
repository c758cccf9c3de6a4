using System.Xml.Linq;
using Freeze.Reporting.Charts;
using Freeze.Tests.WeightFiles;
using SkiaSharp;
using Xunit;

namespace Freeze.Tests.Reporting.Charts;

/// <summary>Charts, looked at again: pixels of PNG files by their colours, texts of SVG files.</summary>
public sealed class TrainingChartTests
{
    private static readonly SKColor Blue = new(0x3B, 0x6F, 0xB6), Orange = new(0xD4, 0x7A, 0x1F), Green = new(0x2E, 0x8B, 0x6B), Shade = new(0xF3, 0xF6, 0xFA);

    [Fact]
    public void A_run_has_its_lines_in_their_panels()
    {
        using var picture = Picture(Run(8), new() { Path = "run.png" });
        Assert.Equal((1000, 760), (picture.Width, picture.Height));
        // Loss above, accuracy below it, rates at the bottom.
        Assert.True(Count(picture, Blue, 60, 300) > 300);
        Assert.True(Count(picture, Orange, 60, 300) > 300);
        Assert.True(Count(picture, Green, 330, 530) > 300);
        Assert.Equal(0, Count(picture, Green, 60, 300));
        Assert.True(Count(picture, Orange, 560, 720) > 300);
    }

    [Fact]
    public void The_title_is_drawn_with_no_font_but_the_module_s_own()
    {
        using var with = Picture(Run(3), new() { Path = "with.png", Title = "Title" });
        using var without = Picture(Run(3), new() { Path = "without.png" });
        Assert.True(Ink(with, 10, 32, 72, 130) > 100);
        // Labels of the vertical axis.
        Assert.True(Ink(without, 40, 700, 20, 66) > 300);
        Assert.Equal("DejaVu Sans", ChartFont.Typeface.FamilyName);
        Assert.True(ChartFont.Typeface.ContainsGlyphs("…äßÆЖλ"));
    }

    [Fact]
    public void Texts_say_what_is_what()
    {
        var texts = Texts(Run(8), new() { Path = "run.svg", Title = "A run" });
        RequireAll(texts, ["A run", "Loss", "training", "validation", "steps", "best 0.35 in epoch 7", "Accuracy", "Learning rate", "head", "default", "epoch", "0.01", "8"]);
    }

    [Fact]
    public void Phases_of_freezing_are_shaded_and_say_how_much_trained()
    {
        EpochRecord[] records = [.. Run(9).Select(record => record with { TrainableCount = record.Epoch <= 3 ? 645 : record.Epoch <= 8 ? 192_005 : 7_000_000 })];
        var texts = Texts(records, new() { Path = "phases.svg" });
        Assert.Contains("645 trained", texts);
        Assert.Contains("192,005 trained", texts);
        Assert.Contains("7,000,000 trained", texts);
        using var picture = Picture(records, new() { Path = "phases.png" });
        // From the end of epoch 3 to that of epoch 8, and nowhere else.
        var row = Enumerable.Range(0, picture.Width).Where(x => picture.GetPixel(x, 630) == Shade).ToArray();
        Assert.InRange(row[0], 370, 385);
        Assert.InRange(row[^1], 855, 875);
        Assert.Contains("7M", Texts(records, new() { Path = "small.svg", Width = 300, Height = 300 }));
    }

    [Fact]
    public void One_plan_has_no_phases()
    {
        Assert.DoesNotContain(Texts(Run(4), new() { Path = "one.svg" }), text => text.Contains("trained", StringComparison.Ordinal));
        using var picture = Picture(Run(4), new() { Path = "one.png" });
        Assert.InRange(Count(picture, Shade, 0, picture.Height), 0, 100);
    }

    [Fact]
    public void Several_runs_have_a_line_each()
    {
        EpochRecord[] records = [.. Run(5), .. Run(5).Select(record => record with { RunId = "beefbeef", TrainableCount = 5, LearningRates = NamedValues.Of([("head", 0.2), ("default", 0.02)]) })];
        var texts = Texts(records, new() { Path = "runs.svg" });
        RequireAll(texts, ["0a1b2c3d", "beefbeef", "Validation loss (training dashed)", "best"]);
        Assert.Equal(2, texts.Count(text => text == "beefbeef"));
        Assert.DoesNotContain(texts, text => text.Contains("trained", StringComparison.Ordinal));
    }

    [Fact]
    public void An_epoch_that_comes_twice_counts_once()
    {
        EpochRecord[] twice = [.. Run(4), .. Run(4).Skip(2).Reverse()];
        Assert.Equal(Texts(Run(4), new() { Path = "once.svg" }), Texts(twice, new() { Path = "twice.svg" }));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(10_000)]
    public void Any_number_of_epochs_can_be_drawn(int count)
    {
        using var picture = Picture(Run(count), new() { Path = "run.png" });
        Assert.True(Count(picture, Blue, 40, 300) > 5);
        Assert.True(Count(picture, Green, 330, 530) > 5);
    }

    [Fact]
    public void What_is_no_number_is_a_gap()
    {
        EpochRecord[] records = [.. Run(5).Select(record => record with
        {
            TrainLoss = record.Epoch == 3 ? double.NaN : record.TrainLoss, ValidationLoss = double.PositiveInfinity, Accuracy = double.NaN, IsBest = false,
            LearningRates = NamedValues.Of([("head", 0)]), StepLosses = [double.NaN, double.NegativeInfinity],
        })];
        using var picture = Picture(records, new() { Path = "gaps.png" });
        Assert.Equal(0, Enumerable.Range(480, 80).Sum(x => Enumerable.Range(45, 250).Count(y => picture.GetPixel(x, y) == Blue)));
        Assert.True(Count(picture, Blue, 60, 300) > 100);
        Assert.Equal(2, Texts(records, new() { Path = "gaps.svg" }).Count(text => text == "no numbers to draw"));
    }

    [Fact]
    public void Without_validation_and_metrics_two_panels_are_left()
    {
        EpochRecord[] records = [.. Run(4).Select(record => record with { ValidationLoss = null, Accuracy = null })];
        var texts = Texts(records, new() { Path = "bare.svg" });
        Assert.DoesNotContain("validation", texts);
        Assert.DoesNotContain("Accuracy", texts);
        var metrics = Texts([.. records.Select(record => record with { Metrics = NamedValues.Of([("F1", 0.5)]) })], new() { Path = "metrics.svg" });
        RequireAll(metrics, ["Metrics", "F1"]);
    }

    [Fact]
    public void A_hundred_groups_do_not_overflow_their_heading()
    {
        EpochRecord[] records = [.. Run(4).Select(record => record with { LearningRates = NamedValues.Of(Enumerable.Range(0, 100).Select(group => ($"layer{group}.block", Math.Pow(0.9, group)))) })];
        Assert.Contains(Texts(records, new() { Path = "groups.svg" }), text => text.StartsWith("+ ", StringComparison.Ordinal) && text.EndsWith(" more", StringComparison.Ordinal));
    }

    [Fact]
    public void A_sweep_has_its_suggestions_marked_over_a_logarithmic_axis()
    {
        var sweep = new LearningRateSweep
        {
            Group = "head",
            Points = [.. Enumerable.Range(0, 61).Select(i => new LearningRatePoint(Math.Pow(10, i / 10.0 - 6), Loss(i) + i % 2 * 0.2, Loss(i)))],
            Valley = 1e-3,
            Steepest = 0.01,
        };
        static double Loss(int i) => i < 20 ? 2 : i < 45 ? 2 - (i - 20) * 0.06 : 0.5 + (i - 45) * 5;
        var texts = Texts(options => TrainingChart.Write(sweep, options), new() { Path = "sweep.svg" });
        RequireAll(texts, ["learning rate of head", "suggestion 0.001", "steepest 0.01", "1e-5", "0.1", "batch", "smoothed"]);
        // The loss runs away to 80; what is worth seeing lies below 3.
        Assert.Contains("1.5", texts);
        Assert.DoesNotContain("60", texts);
        using var picture = Decode(options => TrainingChart.Write(sweep, options), new() { Path = "sweep.png" });
        var column = Enumerable.Range(0, picture.Width).MaxBy(x => Enumerable.Range(40, 400).Count(y => picture.GetPixel(x, y) is var pixel && pixel.Green > pixel.Red + 40));
        Assert.InRange(column, 522, 528);
        Assert.Contains("no numbers to draw", Texts(options => TrainingChart.Write(sweep with { Points = [], Valley = null, Steepest = null }, options), new() { Path = "none.svg" }));
    }

    [Fact]
    public void A_confusion_matrix_has_counts_names_and_shading_by_row()
    {
        var evaluation = Evaluation(["shoe", "bag", "a very long name of a class that has no room"], [90, 10, 0], [1, 1, 0], [0, 0, 1000]);
        var texts = Texts(options => TrainingChart.Write(evaluation, options), new() { Path = "confusion.svg", Title = "Classes" });
        RequireAll(texts, ["Classes", "90", "10", "1000", "shoe", "bag", "true class", "predicted class", "1,102 samples, 99.0% right. Shading: share of the true class."]);
        Assert.Contains(texts, text => text.StartsWith("a very long", StringComparison.Ordinal) && text.EndsWith('…'));
        Assert.DoesNotContain("0", texts);
        using var picture = Decode(options => TrainingChart.Write(Evaluation(["a", "b"], [4, 0], [2, 2]), options), new() { Path = "confusion.png" });
        // All of the first class is right: full colour; half of the second: half of it, and half of the other colour.
        Assert.Contains(Blue, Pixels(picture));
        Assert.Contains(ChartColors.Pale(Blue, 0.54), Pixels(picture));
        Assert.Contains(ChartColors.Pale(Orange, 0.54), Pixels(picture));
    }

    [Fact]
    public void A_thousand_classes_and_one_can_be_drawn()
    {
        foreach (var count in new[] { 1, 1000 })
        {
            var rows = Enumerable.Range(0, count).Select(row => Enumerable.Range(0, count).Select(column => row == column ? 7L : 0).ToArray()).ToArray();
            using var picture = Decode(options => TrainingChart.Write(Evaluation([.. Enumerable.Range(0, count).Select(i => $"class {i}")], rows), options), new() { Path = "many.png" });
            Assert.True(Count(picture, Blue, 0, picture.Height) > 300);
        }
    }

    [Fact]
    public void An_adversarial_run_has_both_losses_and_the_verdicts()
    {
        AdversarialRecord Record(int epoch, string run) => new()
        {
            RunId = run, Epoch = epoch, GeneratorLoss = epoch, DiscriminatorLoss = 4 - epoch, RealScore = 0.75, FakeScore = 0.25, LearningRates = NamedValues.Of([("generator.default", 2e-4), ("discriminator.default", 2e-4)]),
            Duration = TimeSpan.Zero, SamplesPerSecond = 1, GeneratorTrainableCount = 1, DiscriminatorTrainableCount = 1, GeneratorStepLosses = [epoch, epoch + 0.1], DiscriminatorStepLosses = [double.NaN],
        };
        AdversarialRecord[] one = [.. Enumerable.Range(1, 3).Select(epoch => Record(epoch, "0a1b2c3d"))];
        RequireAll(Texts(options => TrainingChart.Write(one, options), new() { Path = "pair.svg" }), ["Loss", "generator", "discriminator", "Discriminator's verdict", "real samples", "generated samples", "generator.default", "2e-4"]);
        using var picture = Decode(options => TrainingChart.Write(one, options), new() { Path = "pair.png" });
        Assert.True(Count(picture, Blue, 40, 300) > 300);
        Assert.True(Count(picture, Orange, 40, 300) > 300);
        Assert.True(Count(picture, Green, 330, 530) > 300);
        // Equal rates lie on each other, and both are to be seen.
        Assert.True(Count(picture, Blue, 560, 720) > 300);
        Assert.True(Count(picture, Orange, 560, 720) > 300);
        RequireAll(Texts(options => TrainingChart.Write([.. one, Record(1, "beefbeef"), Record(2, "beefbeef")], options), new() { Path = "pairs.svg" }), ["0a1b2c3d", "beefbeef", "Loss: generator (discriminator dashed)"]);
    }

    [Fact]
    public void An_evaluation_without_classes_has_no_picture()
    {
        using var folder = new CheckpointFolder();
        var error = Assert.Throws<FreezeException>(() => TrainingChart.Write(new Evaluation { Count = 1, Loss = 1 }, new() { Path = Path.Combine(folder.Path, "none.png") }));
        Assert.Equal(ErrorCode.OptionInvalid, error.Code);
    }

    [Fact]
    public void Strange_texts_keep_the_file_readable()
    {
        var texts = Texts(Run(3), new() { Path = "odd.svg", Title = "<b>&\"\t\n\u0007\u0001 naïve Ω 日本 \ud83d\ude00 end" });
        Assert.Contains(texts, text => text.StartsWith("<b>&\"", StringComparison.Ordinal) && text.EndsWith("end", StringComparison.Ordinal));
    }

    [Fact]
    public void Larger_pictures_are_the_same_with_more_pixels()
    {
        using var usual = Picture(Run(4), new() { Path = "usual.png" });
        using var large = Picture(Run(4), new() { Path = "large.png", Width = 3000, Height = 2280 });
        Assert.Equal((3000, 2280), (large.Width, large.Height));
        Assert.InRange(Count(large, Blue, 0, 2280) / (double)Count(usual, Blue, 0, 760), 7, 15);
    }

    [Fact]
    public void Files_are_guarded()
    {
        using var folder = new CheckpointFolder();
        ErrorCode Refused(ChartOptions options) => Assert.Throws<FreezeException>(() => TrainingChart.Write(Run(2), options with { Path = Path.Combine(folder.Path, options.Path) })).Code;
        Assert.Equal(ErrorCode.OptionInvalid, Refused(new() { Path = "run.jpg" }));
        Assert.Equal(ErrorCode.OptionInvalid, Refused(new() { Path = "run" }));
        Assert.Equal(ErrorCode.OptionInvalid, Refused(new() { Path = "run.png", Width = 10 }));
        Assert.Equal(ErrorCode.OptionInvalid, Refused(new() { Path = "run.png", Height = 100_000 }));
        Assert.Equal(ErrorCode.OutputNotWritable, Refused(new() { Path = "none/run.png" }));
        folder.Write("run.svg", [1]);
        Assert.Equal(ErrorCode.OutputExists, Refused(new() { Path = "run.svg" }));
        Assert.Equal([1], File.ReadAllBytes(Path.Combine(folder.Path, "run.svg")));
        TrainingChart.Write(Run(2), new() { Path = Path.Combine(folder.Path, "run.svg"), Overwrite = true });
        Assert.Equal(["run.svg"], Directory.EnumerateFiles(folder.Path).Select(Path.GetFileName));
    }

    private static EpochRecord[] Run(int epochs) => [.. Enumerable.Range(1, epochs).Select(epoch => new EpochRecord
    {
        RunId = "0a1b2c3d",
        Epoch = epoch,
        TrainLoss = 2.0 / epoch,
        ValidationLoss = epoch == 7 ? 0.35 : 2.4 / epoch + 0.25,
        Accuracy = 1 - 0.8 / epoch,
        LearningRates = NamedValues.Of([("head", 0.1 / epoch), ("default", 0.01 / epoch)]),
        Duration = TimeSpan.FromSeconds(1),
        SamplesPerSecond = 100,
        TrainableCount = 645,
        IsBest = epoch <= 7,
        StepLosses = [2.2 / epoch, 1.9 / epoch, 2.0 / epoch],
    })];

    private static Evaluation Evaluation(string[] names, params long[][] confusion) => new()
    {
        Count = (int)confusion.Sum(row => row.Sum()),
        Loss = 1,
        Accuracy = confusion.Select((row, index) => row[index]).Sum() / (double)confusion.Sum(row => row.Sum()),
        ConfusionMatrix = confusion,
        PerClass = ClassScore.Of(confusion, names),
    };

    private static IReadOnlyList<string> Texts(IReadOnlyList<EpochRecord> records, ChartOptions options) => Texts(full => TrainingChart.Write(records, full), options);

    private static IReadOnlyList<string> Texts(Action<ChartOptions> write, ChartOptions options)
    {
        using var folder = new CheckpointFolder();
        options = options with { Path = Path.Combine(folder.Path, options.Path) };
        write(options);
        var document = XDocument.Load(options.Path);
        return [.. document.Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value.Trim())];
    }

    private static SKBitmap Picture(IReadOnlyList<EpochRecord> records, ChartOptions options) => Decode(full => TrainingChart.Write(records, full), options);

    private static SKBitmap Decode(Action<ChartOptions> write, ChartOptions options)
    {
        using var folder = new CheckpointFolder();
        options = options with { Path = Path.Combine(folder.Path, options.Path) };
        write(options);
        return SKBitmap.Decode(options.Path);
    }

    private static void RequireAll(IReadOnlyList<string> texts, string[] expected) => Assert.Empty(expected.Except(texts));

    private static HashSet<SKColor> Pixels(SKBitmap picture) => [.. picture.Pixels];

    private static int Count(SKBitmap picture, SKColor colour, int top, int bottom) => picture.Pixels.Skip(top * picture.Width).Take((bottom - top) * picture.Width).Count(pixel => pixel == colour);

    private static int Ink(SKBitmap picture, int top, int bottom, int left, int right) =>
        Enumerable.Range(top, bottom - top).Sum(y => Enumerable.Range(left, right - left).Count(x => picture.GetPixel(x, y).Red < 0xA0));
}
